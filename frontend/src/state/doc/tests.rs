use super::*;
use labwright_shared::document::read;

const LAB: &str = "apiVersion: labwright.dev/v1alpha1\nkind: Lab\nmetadata: {name: l}\nnetworks: [{name: n, mode: nat}]\nmachines:\n- {name: a, vcpus: 1, memory: 1 GiB}\n- {name: b, vcpus: 1, memory: 1 GiB}\n";

fn doc() -> Doc {
    let doc = Doc::new();
    doc.load(read(LAB).unwrap().document, None);
    doc
}

fn memory(value: &str) -> Command {
    Command::Set { record: "machines[a]".parse().unwrap(), field: "memory".to_owned(), value: value.into() }
}

#[test]
fn an_edit_tells_the_record_and_no_other() {
    let owner = Owner::new();
    owner.with(|| {
        let doc = doc();
        let [a, b] = ["machines[a]", "machines[b]"].map(|record| doc.record(&record.parse().unwrap()).unwrap());
        let (before, scene) = (b.get_untracked(), doc.scene.get_untracked());
        doc.dispatch(&memory("2 GiB")).unwrap();
        assert!(matches!(a.get_untracked(), Record::Machines(machine) if machine.memory.to_string() == "2 GiB"));
        assert_eq!(b.get_untracked(), before);
        assert!(Arc::ptr_eq(&scene, &doc.scene.get_untracked()), "nothing was laid out anew");
    });
}

#[test]
fn what_is_typed_into_one_field_is_one_step_back() {
    let owner = Owner::new();
    owner.with(|| {
        let doc = doc();
        for text in ["2 GiB", "24 GiB", "240 GiB"] {
            doc.dispatch_typed(&memory(text), "machines[a].memory").unwrap();
        }
        assert!(doc.dispatch_typed(&memory("240 Gi"), "machines[a].memory").is_err());
        assert!(doc.with(|document| document.to_yaml().contains("240 GiB")));
        doc.undo();
        assert!(!doc.can_undo.get_untracked());
        assert_eq!(doc.snapshot(), read(LAB).unwrap().document);
        doc.redo();
        assert!(doc.with(|document| document.to_yaml().contains("240 GiB")));
    });
}

#[test]
fn typing_the_old_value_again_leaves_earlier_steps_alone() {
    let owner = Owner::new();
    owner.with(|| {
        let doc = doc();
        doc.dispatch(&memory("2 GiB")).unwrap();
        for text in ["3 GiB", "2 GiB", "5 GiB"] {
            doc.dispatch_typed(&memory(text), "machines[a].memory").unwrap();
        }
        doc.undo();
        assert!(doc.with(|document| document.to_yaml().contains("memory: 2 GiB")));
        doc.undo();
        assert_eq!(doc.snapshot(), read(LAB).unwrap().document);
    });
}

#[test]
fn records_come_and_go_with_undo() {
    let owner = Owner::new();
    owner.with(|| {
        let doc = doc();
        let machines = doc.list(Kind::Machines);
        doc.dispatch(&Command::Remove { record: "machines[a]".parse().unwrap() }).unwrap();
        assert_eq!((machines.get_untracked().len(), doc.scene.get_untracked().cards.len()), (1, 1));
        doc.undo();
        assert_eq!((machines.get_untracked().len(), doc.scene.get_untracked().cards.len()), (2, 2));
    });
}
