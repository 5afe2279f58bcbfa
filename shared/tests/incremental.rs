//! What changed is checked again, and nothing else need be: the same report, byte by byte, as from a check of everything.

#[path = "strategy/command.rs"]
mod command;
mod strategy;

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::PathBuf,
};

use command::command;
use labwright_shared::{
    diagnostic::{Diagnostic, Report},
    document::{self, Document, History},
    facts::HostFacts,
    model::{Kind, Lab},
    rules::{Checker, Input, RULES, check},
};
use proptest::prelude::*;
use serde_json::{Value, json};
use strategy::{any_text, facts, lab, line};

fn config() -> ProptestConfig {
    ProptestConfig { max_shrink_iters: 2000, failure_persistence: None, ..ProptestConfig::default() }
}

/// The shipped labs.
fn templates() -> Vec<Lab> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../static/templates");
    let mut paths: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let read = |path: PathBuf| document::read(&fs::read_to_string(path).unwrap()).unwrap().document.lab().clone();
    paths.into_iter().map(read).collect()
}

/// Shipped labs and made-up ones: in the first the names fit each other, in the second anything may stand.
fn any_lab() -> BoxedStrategy<Lab> {
    prop_oneof![3 => proptest::sample::select(templates()), 1 => lab(line())].boxed()
}

/// Where a lab is changed: kind, record, record of the other lab, field.
type Place = (usize, usize, usize, usize);

fn any_place() -> impl Strategy<Value = Place> {
    (0..Kind::ALL.len(), any::<usize>(), any::<usize>(), any::<usize>())
}

/// The lab with one field of a record as a record of another lab has it.
fn graft(lab: &Lab, other: &Lab, (kind, record, its, field): Place) -> Option<((Kind, String), Lab)> {
    let kind = Kind::ALL[kind];
    let mut value = json!(lab);
    let other = json!(other);
    let (to, from) = if kind.is_single() {
        (&mut value[kind.key()], &other[kind.key()])
    } else {
        let (count, its_count) = (value[kind.key()].as_array()?.len(), other[kind.key()].as_array()?.len());
        let (record, its) = (record.checked_rem(count)?, its.checked_rem(its_count)?);
        (&mut value[kind.key()][record], &other[kind.key()][its])
    };
    let mut keys: Vec<String> = to.as_object()?.keys().chain(from.as_object()?.keys()).cloned().collect();
    keys.sort();
    keys.dedup();
    let key = &keys[field % keys.len()];
    let (to, from) = (to.as_object_mut()?, from.get(key).cloned());
    match from {
        Some(Value::Null) | None => to.remove(key),
        Some(value) => to.insert(key.clone(), value),
    };
    Some(((kind, key.clone()), serde_json::from_value(value).ok()?))
}

/// An edit of a list: which, at which of its records, where to or from, and the name that is given.
type ListEdit = (u8, usize, usize, usize, usize);

fn any_list_edit() -> impl Strategy<Value = ListEdit> {
    (any::<u8>(), 0..Kind::ALL.len(), any::<usize>(), any::<usize>(), any::<usize>())
}

/// The lab after a record came, went, moved or was renamed without those that name it; names are often those of other records.
fn relist(lab: &Lab, other: &Lab, (what, kind, record, place, name): ListEdit) -> Option<(String, Lab)> {
    let kind = Kind::ALL[kind];
    let (mut value, other) = (json!(lab), json!(other));
    let mut names: Vec<String> = Vec::new();
    for list in value.as_object()?.values().chain(other.as_object()?.values()).filter_map(Value::as_array) {
        names.extend(list.iter().filter_map(|record| record["name"].as_str().map(str::to_owned)));
    }
    names.push("new-one".to_owned());
    let mut name = names[name % names.len()].clone();
    if what >= 192 {
        name.make_ascii_uppercase();
    }
    let foreign = other[kind.key()].as_array().filter(|list| !list.is_empty()).map(|list| list[record % list.len()].clone());
    if value[kind.key()].is_null() {
        value[kind.key()] = json!([]);
    }
    let list = value[kind.key()].as_array_mut()?;
    let count = list.len();
    match (what % 6, record.checked_rem(count)) {
        (0, Some(at)) => drop(list.remove(at)),
        (1, _) => list.insert(place % (count + 1), foreign?),
        (2, Some(at)) => {
            let mut copy = list[at].clone();
            copy["name"] = name.as_str().into();
            list.insert(place % (count + 1), copy);
        }
        (3, Some(at)) => {
            let moved = list.remove(at);
            list.insert(place % count, moved);
        }
        (4, Some(at)) => list[at]["name"] = name.as_str().into(),
        (5, Some(at)) => {
            let first = list[at]["name"].clone();
            list[at]["id"] = first;
            list[at]["name"] = name.as_str().into();
        }
        _ => return None,
    }
    Some((format!("{what} of {}: {record}, {place}, {name}", kind.key()), serde_json::from_value(value).ok()?))
}

/// The rules of which two reports say different things.
fn differing(one: &Report, other: &Report) -> Vec<String> {
    let lines = |report: &Report| -> BTreeSet<(String, String)> {
        let accepted = report.accepted.iter().map(|accepted| &accepted.diagnostic);
        report.diagnostics.iter().chain(accepted).map(|found| (found.rule.clone(), json!(found).to_string())).collect()
    };
    let (one, other) = (lines(one), lines(other));
    one.symmetric_difference(&other).map(|(rule, text)| format!("{rule}: {text}")).collect()
}

/// Every finding by its rule, as the rule gave it.
fn by_rule(lab: &Lab, facts: Option<&HostFacts>) -> BTreeMap<String, Vec<Diagnostic>> {
    let report = check(lab, facts, None);
    let mut found: BTreeMap<String, Vec<Diagnostic>> = BTreeMap::new();
    for mut diagnostic in report.diagnostics.into_iter().chain(report.accepted.into_iter().map(|accepted| accepted.diagnostic)) {
        if let Some(change) = diagnostic.changed.take() {
            diagnostic.severity = change.from;
        }
        found.entry(diagnostic.rule.clone()).or_default().push(diagnostic);
    }
    found
}

#[test]
fn the_fields_that_rules_read_are_in_the_format() {
    let schema = schemars::schema_for!(Lab).to_value();
    for rule in RULES {
        for input in rule.reads {
            let Input::Fields(kind, keys) = input else { continue };
            let record = schema["properties"][kind.key()]["items"]["$ref"].as_str().unwrap().rsplit('/').next().unwrap();
            for key in *keys {
                assert!(schema["$defs"][record]["properties"].get(*key).is_some(), "{} reads {key} of {}", rule.id, kind.key());
            }
        }
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn after_commands_undo_and_redo_it_is_as_if_all_were_checked(
        lab in any_lab(),
        first in proptest::option::of(facts()),
        second in proptest::option::of(facts()),
        seeds in proptest::collection::vec((any::<u8>(), any::<usize>(), any::<usize>(), any_text()), 1..20),
    ) {
        let mut history = History::new(Document::new(lab));
        let (mut checker, mut facts) = (Checker::default(), first.as_ref());
        for seed in &seeds {
            match seed.0 % 16 {
                0 | 1 => drop(history.undo()),
                2 => drop(history.redo()),
                3 => facts = if facts == first.as_ref() { second.as_ref() } else { first.as_ref() },
                _ => {
                    let command = command(history.document(), seed);
                    drop(history.apply(&command));
                }
            }
            let lab = history.document().lab();
            let (again, whole) = (checker.check(lab, facts, None), check(lab, facts, None));
            prop_assert_eq!(differing(&again, &whole), Vec::<String>::new());
            prop_assert_eq!(json!(*again).to_string(), json!(whole).to_string());
        }
    }

    #[test]
    fn after_any_change_of_fields_it_is_as_if_all_were_checked(
        lab in any_lab(),
        others in proptest::collection::vec((any_lab(), any_place()), 1..12),
        facts in proptest::option::of(facts()),
    ) {
        let (mut checker, mut lab) = (Checker::default(), lab);
        for (other, place) in &others {
            checker.check(&lab, facts.as_ref(), None);
            let Some((field, after)) = graft(&lab, other, *place) else { continue };
            lab = after;
            let (again, whole) = (checker.check(&lab, facts.as_ref(), None), check(&lab, facts.as_ref(), None));
            prop_assert_eq!(differing(&again, &whole), Vec::<String>::new(), "after a change of {:?}", field);
            prop_assert_eq!(json!(*again).to_string(), json!(whole).to_string());
        }
    }

    #[test]
    fn after_records_come_go_move_and_get_names_it_is_as_if_all_were_checked(
        lab in any_lab(),
        other in any_lab(),
        edits in proptest::collection::vec((proptest::collection::vec(any_list_edit(), 1..3), any_place()), 1..12),
        facts in proptest::option::of(facts()),
    ) {
        let (mut checker, mut lab) = (Checker::default(), lab);
        checker.check(&lab, facts.as_ref(), None);
        for (edits, place) in &edits {
            let mut what = Vec::new();
            for edit in edits {
                let Some((said, after)) = relist(&lab, &other, *edit) else { continue };
                lab = after;
                what.push(said);
            }
            // Something else too, now and then.
            if place.3 % 4 == 0 && let Some((field, after)) = graft(&lab, &other, *place) {
                lab = after;
                what.push(format!("{field:?}"));
            }
            let (again, whole) = (checker.check(&lab, facts.as_ref(), None), check(&lab, facts.as_ref(), None));
            prop_assert_eq!(differing(&again, &whole), Vec::<String>::new(), "after {:?}", what);
            prop_assert_eq!(json!(*again).to_string(), json!(whole).to_string());
        }
    }

    #[test]
    fn a_rule_reads_no_kind_that_it_does_not_declare(lab in any_lab(), other in any_lab(), place in any_place(), facts in proptest::option::of(facts())) {
        let Some(((kind, _), after)) = graft(&lab, &other, place) else { return Ok(()) };
        let (mut before, mut after) = (by_rule(&lab, facts.as_ref()), by_rule(&after, facts.as_ref()));
        for rule in RULES.iter().filter(|rule| !rule.reads.iter().any(|input| input.kind() == Some(kind) || *input == Input::Findings)) {
            prop_assert_eq!(before.remove(rule.id), after.remove(rule.id), "{} does not say that it reads {}", rule.id, kind.key());
        }
    }
}
