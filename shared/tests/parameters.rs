//! A lab that is made with parameters: read, printed, edited, taken back.

use labwright_shared::{
    document::{Command, Document, History, read},
    model::Keyed,
    value::Size,
};
use serde_json::{Value, json};

const LAB: &str = "\
apiVersion: labwright.dev/v1alpha1
kind: Lab

metadata:
  name: made

parameters:
- name: memory
  type: size
  default: 16 GiB
  min: 8 GiB
  help: Memory of each node
- name: count
  type: integer
  default: 3
- name: total
  type: size
  default: ${param:count * memory}
- name: prefix
  type: prefix
  default: 172.16.0.0/24

host:
  name: kvm
  reserve: {memory: 2 GiB}
  overcommit: {vcpus: 8, memory: 1, disk: 4}

networks:
- name: lan
  mode: isolated
  ip: ${param:address(prefix, 254)}/24

machines:
# What a node gets.
- name: node
  role: blank
  vcpus: ${param:count + 1}
  memory: ${param:memory}
  description: one of ${param:count}, ${param:total} together
";

fn document() -> Document {
    read(LAB).unwrap_or_else(|errors| panic!("{errors:?}")).document
}

fn set(record: &str, field: &str, value: Value) -> Command {
    Command::Set { record: record.parse().unwrap(), field: field.to_owned(), value }
}

#[test]
fn fields_have_what_their_expressions_are_worth() {
    let document = document();
    let node = document.lab().machines.get("node").unwrap();
    assert_eq!((node.vcpus, node.memory), (4, Size::from_gib(16)));
    assert_eq!(node.description.as_deref(), Some("one of 3, 48 GiB together"));
    assert_eq!(document.lab().networks.get("lan").unwrap().ip.unwrap().to_string(), "172.16.0.254/24");
}

#[test]
fn the_print_has_the_expressions_and_reads_back_equal() {
    let document = document();
    assert_eq!(document.to_yaml(), LAB);
    assert_eq!(read(&document.to_yaml()).unwrap().document, document);
}

#[test]
fn fields_follow_their_parameters_and_undo_takes_that_back() {
    let mut history = History::new(document());
    history.apply(&set("parameters[memory]", "value", json!("8 GiB"))).unwrap();
    let node = |history: &History| history.document().lab().machines.get("node").unwrap().clone();
    assert_eq!(node(&history).memory, Size::from_gib(8));
    assert_eq!(node(&history).description.as_deref(), Some("one of 3, 24 GiB together"));
    assert!(history.document().to_yaml().contains("memory: ${param:memory}"));
    history.undo();
    assert_eq!(history.document().to_yaml(), LAB);
    history.redo();
    assert_eq!(node(&history).memory, Size::from_gib(8));
}

#[test]
fn a_field_that_is_given_another_value_stands_for_no_parameter_any_more() {
    let mut history = History::new(document());
    history.apply(&set("machines[node]", "memory", json!("4 GiB"))).unwrap();
    history.apply(&set("parameters[memory]", "value", json!("32 GiB"))).unwrap();
    assert_eq!(history.document().lab().machines.get("node").unwrap().memory, Size::from_gib(4));
    assert!(history.document().to_yaml().contains("memory: 4 GiB"));
    history.undo();
    history.undo();
    assert_eq!(history.document().to_yaml(), LAB);
}

#[test]
fn an_expression_can_be_set_and_a_renamed_record_keeps_its_own() {
    let mut document = document();
    document.apply(&set("host", "reserve.memory", json!("${param:memory / 4}"))).unwrap();
    assert_eq!(document.lab().host.reserve.memory, Size::from_gib(4));
    document.apply(&Command::Rename { record: "machines[node]".parse().unwrap(), to: "first".parse().unwrap() }).unwrap();
    document.apply(&set("parameters[memory]", "value", json!("8 GiB"))).unwrap();
    assert_eq!(document.lab().host.reserve.memory, Size::from_gib(2));
    let renamed = document.lab().machines.get("first").unwrap();
    assert_eq!((renamed.memory, renamed.id().as_str()), (Size::from_gib(8), "node"));
    assert_eq!(read(&document.to_yaml()).unwrap().document, document);
}

/// What an item of a list is known by may stand for a parameter too, and so may fields beside it.
#[test]
fn an_item_is_renamed_by_its_parameter_and_undo_takes_that_back() {
    let cloud = "
clouds:
- name: cloud
  deployment: existing
  images:
  - name: kube-${param:prefix}
    size: ${param:memory}
  - name: other
    size: ${param:memory / 2}
";
    let text =
        LAB.replace("type: prefix\n  default: 172.16.0.0/24", "default: v1").replace("${param:address(prefix, 254)}", "172.16.0.254");
    let text = format!("{text}{cloud}");
    let mut history = History::new(read(&text).unwrap_or_else(|errors| panic!("{errors:?}")).document);
    let before = history.document().to_yaml();
    history.apply(&set("parameters[prefix]", "value", json!("v2"))).unwrap();
    history.apply(&set("parameters[memory]", "value", json!("8 GiB"))).unwrap();
    let images = |history: &History| {
        let cloud = history.document().lab().clouds.get("cloud").unwrap().clone();
        cloud.images.iter().map(|image| (image.name.to_string(), image.size)).collect::<Vec<_>>()
    };
    let expected = [("kube-v2".to_owned(), Some(Size::from_gib(8))), ("other".to_owned(), Some(Size::from_gib(4)))];
    assert_eq!(images(&history), expected);
    assert!(history.document().to_yaml().contains("kube-${param:prefix}"));
    history.undo();
    history.undo();
    assert_eq!(history.document().to_yaml(), before);
    history.redo();
    history.redo();
    assert_eq!(images(&history), expected);
}

#[test]
fn what_does_not_fit_leaves_the_document_as_it_is() {
    let mut document = document();
    for (command, said) in [
        (set("parameters[memory]", "value", json!("many")), "is not a size"),
        (set("parameters[count]", "value", json!(-2)), "parameters[total]: default: a size is negative"),
        (set("machines[node]", "memory", json!("${param:memry}")), "did you mean memory?"),
        (set("machines[node]", "memory", json!("${param:memory")), "closing"),
        (Command::Remove { record: "parameters[memory]".parse().unwrap() }, "there is no parameter memory"),
    ] {
        let error = document.apply(&command).unwrap_err().to_string();
        assert!(error.contains(said), "{error}");
        assert_eq!(document.to_yaml(), LAB);
    }
}

#[test]
fn errors_of_a_text_have_their_place() {
    let refused =
        |from: &str, to: &str| read(&LAB.replace(from, to)).unwrap_err().into_iter().map(|error| error.to_string()).collect::<Vec<_>>();
    assert_eq!(
        refused("${param:memory}\n", "${param:memry}\n"),
        ["line 38, column 11: machines[0].memory: there is no parameter memry; did you mean memory?"]
    );
    assert_eq!(
        refused("default: 16 GiB", "default: lots"),
        ["line 10, column 12: parameters[memory].default: \"lots\" is not a size such as 16 GiB"]
    );
    assert_eq!(refused("default: 3", "default: '${param:total / 1 GiB}'").len(), 1);
    // Worth something, but not what the field takes.
    let said = refused("vcpus: ${param:count + 1}", "vcpus: ${param:memory}");
    assert!(said[0].starts_with("line 37, column 10: machines[node].vcpus: expected a whole number"), "{said:?}");
}

#[test]
fn texts_of_a_shell_are_left_alone() {
    let text = "apiVersion: labwright.dev/v1alpha1\nkind: Lab\nmetadata: {name: plain, description: \"${HOME} ${param:x}\"}\n";
    assert_eq!(
        read(text).unwrap().document.lab().metadata.description.as_deref(),
        Some("${HOME} ${param:x}"),
        "a lab without parameters has no expressions"
    );
}
