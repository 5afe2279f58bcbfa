//! What holds for every lab, tried with made-up ones.

#[path = "strategy/command.rs"]
mod command;
mod strategy;

use std::collections::BTreeSet;

use command::command;
use labwright_shared::{
    diagnostic::{Diagnostic, Report, Severity},
    document::{self, Command, Document, History, references},
    model::{Keyed, Kind, Lab},
    rules::{RULES, check},
    value::Name,
    yaml,
};
use proptest::prelude::*;
use strategy::{any_text, facts, lab, line};

/// `PROPTEST_CASES` sets how many are tried.
fn config() -> ProptestConfig {
    ProptestConfig { max_shrink_iters: 4000, max_global_rejects: 1 << 20, failure_persistence: None, ..ProptestConfig::default() }
}

fn read(text: &str) -> Document {
    document::read(text).unwrap_or_else(|errors| panic!("{errors:#?}\n{text}")).document
}

/// Whether any name or identity of a kind is there twice: then a reference to a record may mean another one.
fn has_doubles(lab: &Lab) -> bool {
    fn doubles<T: Clone + Keyed>(records: &labwright_shared::model::Records<T>) -> bool {
        let names: BTreeSet<&str> = records.iter().map(|record| record.name().as_str()).collect();
        let ids: BTreeSet<&str> = records.iter().map(|record| record.id().as_str()).collect();
        names.len() < records.len() || ids.len() < records.len()
    }
    /// Whether two items of some list have one identity: a path to the second leads to the first.
    fn parts(value: &serde_json::Value) -> bool {
        match value {
            serde_json::Value::Array(items) => {
                let known: Vec<&str> = items.iter().filter_map(yaml::json_identity).collect();
                known.iter().collect::<BTreeSet<_>>().len() < known.len() || items.iter().any(parts)
            }
            serde_json::Value::Object(fields) => fields.values().any(parts),
            _ => false,
        }
    }
    doubles(&lab.images)
        || doubles(&lab.pools)
        || doubles(&lab.networks)
        || doubles(&lab.machines)
        || doubles(&lab.parameters)
        || doubles(&lab.clouds)
        || doubles(&lab.projects)
        || doubles(&lab.servers)
        || doubles(&lab.clusters)
        || doubles(&lab.scales)
        || parts(&serde_json::to_value(lab).unwrap())
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn a_printed_lab_reads_back_equal(lab in lab(any_text())) {
        let printed = Document::new(lab.clone()).to_yaml();
        let again = read(&printed);
        prop_assert_eq!(again.lab(), &lab, "{}", printed);
        prop_assert_eq!(again.to_yaml(), printed);
    }

    #[test]
    fn any_text_that_reads_prints_and_reads_back_equal(text in "[a-c:\\- \\n\\[\\]{},#&*!|>'\"%@`?~0-9.]{0,60}") {
        if let Ok(value) = yaml::from_str::<serde_json::Value>(&text) {
            let printed = yaml::print(&value);
            let again = yaml::from_str::<serde_json::Value>(&printed).map_err(|errors| format!("{errors:?}\n{printed}"));
            prop_assert_eq!(again.map(without_points), Ok(without_points(value)));
        }
    }

    #[test]
    fn no_text_makes_the_reader_panic(text in "\\PC{0,200}", noise in any::<Vec<u8>>()) {
        let _ = document::read(&text);
        let _ = document::read(&String::from_utf8_lossy(&noise));
        let _ = document::read(&format!("apiVersion: labwright.dev/v1alpha1\nkind: Lab\nmetadata: {{name: x}}\n{text}"));
    }

    #[test]
    fn comments_survive_at_their_places(lab in lab(line()), seeds in proptest::collection::vec((any::<usize>(), line()), 1..6)) {
        let printed = Document::new(lab.clone()).to_yaml();
        let mut lines: Vec<String> = printed.lines().map(str::to_owned).collect();
        for (number, (at, text)) in seeds.iter().enumerate() {
            let at = at % (lines.len() + 1);
            let indent = lines.get(at).map_or(0, |line| line.len() - line.trim_start().len());
            lines.insert(at, format!("{}# {number} {}", " ".repeat(indent), text.trim()).trim_end().to_owned());
        }
        let commented = lines.join("\n") + "\n";
        let document = read(&commented);
        prop_assert_eq!(document.lab(), &lab);
        let again = document.to_yaml();
        if has_doubles(&lab) {
            // Of two records with one identity the first gets the comments of both; none is lost.
            prop_assert_eq!(places(&again).len(), places(&commented).len(), "\n{}\nbecame\n{}", commented, again);
        } else {
            prop_assert_eq!(places(&again), places(&commented), "\n{}\nbecame\n{}", commented, again);
        }
        prop_assert_eq!(read(&again).to_yaml(), again);
    }

    #[test]
    fn undo_restores_the_bytes(lab in lab(any_text()), seeds in proptest::collection::vec((any::<u8>(), any::<usize>(), any::<usize>(), any_text()), 1..12)) {
        let mut history = History::new(read(&Document::new(lab).to_yaml()));
        let mut texts = vec![history.document().to_yaml()];
        for seed in &seeds {
            let command = command(history.document(), seed);
            let before = history.document().clone();
            match history.apply(&command) {
                Err(_) => prop_assert_eq!(history.document(), &before, "{:?} did not fit but changed something", command),
                Ok(diff) if diff.is_empty() => prop_assert_eq!(history.document(), &before, "{:?} changed something without a word", command),
                Ok(_) => texts.push(history.document().to_yaml()),
            }
        }
        let last = texts.clone();
        while let Some(now) = texts.pop() {
            prop_assert_eq!(history.document().to_yaml(), now);
            prop_assert_eq!(history.undo().is_some(), !texts.is_empty());
        }
        for text in &last {
            prop_assert_eq!(&history.document().to_yaml(), text);
            history.redo();
        }
    }

    #[test]
    fn a_rename_keeps_the_identity_and_references_follow(lab in lab(line()), kind in 0..8usize, which in any::<usize>()) {
        prop_assume!(!has_doubles(&lab));
        let kind = Kind::ALL.into_iter().filter(|kind| !kind.is_single() && !matches!(kind, Kind::Scales | Kind::Parameters)).nth(kind).unwrap();
        let mut document = Document::new(lab);
        let records = document.references(kind);
        prop_assume!(!records.is_empty());
        let record = records[which % records.len()].clone();
        let from = document.record(&record).unwrap().name().unwrap().clone();
        let to: Name = "brand-new".parse().unwrap();
        let refers = |document: &Document, name: &Name| {
            let mut count = 0;
            references::of_lab(document.lab(), &mut |_, of, _, other| count += usize::from(of == kind && other == name));
            count
        };
        let before = refers(&document, &from);
        document.apply(&Command::Rename { record: record.clone(), to: to.clone() }).unwrap();
        prop_assert_eq!(document.references(kind), records, "an identity changed");
        let renamed = document.record(&record).unwrap();
        prop_assert_eq!(renamed.name().unwrap(), &to);
        prop_assert_eq!((refers(&document, &from), refers(&document, &to)), (0, before));
        let printed = document.to_yaml();
        prop_assert_eq!(read(&printed), document, "the identity is not in the text");
    }

    #[test]
    fn the_rules_never_panic_and_say_the_same_in_one_order(lab in lab(line()), facts in proptest::option::of(facts())) {
        let report = check(&lab, facts.as_ref(), None);
        prop_assert_eq!(&report, &check(&lab, facts.as_ref(), None));
        let order: Vec<_> = report.diagnostics.iter().map(|found| (found.severity, found.subject.clone(), found.rule.clone(), found.message.clone())).collect();
        prop_assert!(order.is_sorted());
        let document = read(&Document::new(lab.clone()).to_yaml());
        prop_assert_eq!(&check(document.lab(), facts.as_ref(), None), &report, "the printed lab is judged otherwise");
        for found in report.diagnostics.iter().chain(report.accepted.iter().map(|accepted| &accepted.diagnostic)) {
            prop_assert!(RULES.iter().any(|rule| rule.id == found.rule));
            prop_assert!(!found.message.is_empty() && !found.help.is_empty());
            let text = found.subject.to_string();
            prop_assert_eq!(&text.parse::<labwright_shared::diagnostic::Subject>().unwrap(), &found.subject);
        }
    }

    #[test]
    fn an_offered_fix_fits_and_takes_its_finding_away(lab in lab(line()), facts in proptest::option::of(facts())) {
        prop_assume!(!has_doubles(&lab));
        let document = Document::new(lab);
        let report = check(document.lab(), facts.as_ref(), None);
        for found in &report.diagnostics {
            for fix in &found.fixes {
                let mut mended = document.clone();
                mended.apply(&fix.command).map_err(|error| TestCaseError::fail(format!("{}: {}: {error}", found.rule, fix.title)))?;
                let after = check(mended.lab(), facts.as_ref(), None);
                // Of two entries that are alike the second moves to the place of the first: one finding less is what a fix is for.
                let count = |report: &Report| report.diagnostics.iter().filter(|one| is_like(one, found)).count();
                let stays = found.severity == Severity::Error && count(&after) >= count(&report);
                prop_assert!(!stays, "{}: {} leaves: {}", found.rule, fix.title, found.message);
            }
        }
    }
}

/// Whole numbers as integers: a ratio of 16.0 is printed as 16.
fn without_points(value: serde_json::Value) -> serde_json::Value {
    use serde_json::Value;
    match value {
        Value::Number(number) => match number.as_f64() {
            Some(float) if number.is_f64() && float.fract() == 0.0 && float.abs() < 1e15 => Value::from(float as i64),
            _ => Value::Number(number),
        },
        Value::Array(items) => items.into_iter().map(without_points).collect(),
        Value::Object(fields) => fields.into_iter().map(|(key, value)| (key, without_points(value))).collect(),
        other => other,
    }
}

/// Whether two findings say the same of two items of one list.
fn is_like(one: &Diagnostic, other: &Diagnostic) -> bool {
    let place = |found: &Diagnostic| found.subject.to_string().split(|c: char| c.is_ascii_digit()).collect::<String>();
    (&one.rule, &one.message, place(one)) == (&other.rule, &other.message, place(other))
}

/// Each comment on a line of its own with the name of the field or item after it.
fn places(text: &str) -> Vec<(String, String)> {
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    let is_comment = |line: &str| line.starts_with('#');
    let mut found = Vec::new();
    for (index, line) in lines.iter().enumerate().filter(|(_, line)| is_comment(line)) {
        let next = lines[index + 1..].iter().find(|line| !line.is_empty() && !is_comment(line)).unwrap_or(&"");
        found.push(((*line).to_owned(), next.trim_start_matches(['-', ' ', '{']).split(':').next().unwrap_or_default().to_owned()));
    }
    found
}
