//! What a lab's settings make of findings.

use labwright_shared::{
    diagnostic::{Change, Report, Severity},
    document::{self, Command, History},
    model::{Kind, Level, RecordRef},
    rules::{RULES, check, families},
};

/// A lab with one error (`references/unknown-record`) and one warning or hint (`references/unused-network`) of one family.
fn report(settings: &str) -> Report {
    let lab = format!(
        "apiVersion: labwright.dev/v1alpha1\nkind: Lab\nmetadata: {{name: test}}\nnetworks:\n- {{name: lan, mode: isolated}}\nmachines:\n- {{name: a, vcpus: 1, memory: 1 GiB, boot: pxe, ports: [{{name: eth0, network: wan}}]}}\nsettings: {settings}\n"
    );
    check(document::read(&lab).unwrap_or_else(|errors| panic!("{errors:?}")).document.lab(), None, None)
}

/// The severities of the findings of the family.
fn found(report: &Report) -> Vec<(&str, Severity)> {
    let of_family = report.diagnostics.iter().filter(|found| found.rule.starts_with("references/"));
    of_family.map(|found| (found.rule.as_str(), found.severity)).collect()
}

const ERROR: (&str, Severity) = ("references/unknown-record", Severity::Error);
const HINT: (&str, Severity) = ("references/unused-network", Severity::Info);

#[test]
fn without_settings_a_rule_has_its_own_severity() {
    let report = report("{}");
    assert_eq!(found(&report), [ERROR, HINT]);
    assert!(report.has_errors() && report.diagnostics.iter().all(|found| found.changed.is_none()));
}

#[test]
fn a_rule_by_name_gets_another_severity_and_says_why() {
    let report = report("{severity: [{rule: references/unknown-record, level: warning, reason: it comes later}]}");
    assert_eq!(found(&report), [("references/unknown-record", Severity::Warning), HINT]);
    assert!(!report.has_errors(), "what stops a plan follows");
    let changed = Some(Change { from: Severity::Error, reason: "it comes later".to_owned() });
    assert_eq!(report.diagnostics[0].changed, changed);
}

#[test]
fn a_family_gets_a_severity_but_for_the_rules_that_have_their_own() {
    let report = report(
        "{severity: [{rule: references, level: warning, reason: a sketch}, {rule: references/unused-network, level: error, reason: wanted}, {rule: references, level: info, reason: too late}]}",
    );
    assert_eq!(found(&report), [("references/unused-network", Severity::Error), ("references/unknown-record", Severity::Warning)]);
    assert!(report.has_errors());
}

#[test]
fn a_rule_that_is_off_is_accepted_with_the_reason() {
    let report = report("{severity: [{rule: references, level: off, reason: a sketch}]}");
    assert_eq!(found(&report), []);
    let accepted: Vec<_> =
        report.accepted.iter().map(|one| (one.diagnostic.rule.as_str(), one.diagnostic.severity, one.reason.as_str())).collect();
    assert_eq!(
        accepted,
        [("references/unknown-record", Severity::Error, "a sketch"), ("references/unused-network", Severity::Info, "a sketch")]
    );
}

#[test]
fn a_suppression_goes_before_a_severity() {
    let report = report(
        "{suppress: [{rule: references/unused-network, subject: 'networks[lan]', reason: here}], severity: [{rule: references, level: off, reason: everywhere}]}",
    );
    let reasons: Vec<_> = report.accepted.iter().map(|one| one.reason.as_str()).collect();
    assert_eq!(reasons, ["everywhere", "here"]);
    assert!(!report.diagnostics.iter().any(|found| found.rule == "settings/idle-suppression"));
}

#[test]
fn without_a_reason_nothing_changes() {
    for level in ["error", "warning", "info", "off"] {
        let report = report(&format!("{{severity: [{{rule: references, level: {level}, reason: ' '}}]}}"));
        assert_eq!(found(&report), [ERROR, HINT], "{level}");
        assert!(report.accepted.is_empty());
    }
}

#[test]
fn the_own_severity_is_no_change() {
    let report = report("{severity: [{rule: references/unknown-record, level: error, reason: as it is}]}");
    assert!(report.diagnostics.iter().all(|found| found.changed.is_none()));
}

#[test]
fn every_family_is_told_once() {
    let families: Vec<_> = families().collect();
    assert!(families.is_sorted() && families.windows(2).all(|pair| pair[0] != pair[1]), "{families:?}");
    assert!(RULES.iter().all(|rule| families.contains(&rule.id.split('/').next().unwrap())));
}

#[test]
fn a_severity_is_changed_by_a_command_and_undone() {
    let lab = "apiVersion: labwright.dev/v1alpha1\nkind: Lab\nmetadata: {name: test}\n";
    let mut history = History::new(document::read(lab).unwrap().document);
    let before = history.document().to_yaml();
    let value = serde_json::json!({ "rule": "capacity", "level": "off", "reason": "a sketch" });
    history.apply(&Command::Append { record: RecordRef::single(Kind::Settings), field: "severity".to_owned(), value }).unwrap();
    let after = history.document().to_yaml();
    assert!(after.contains("a sketch"), "{after}");
    assert_eq!(document::read(&after).unwrap().document.lab().settings.severity[0].level, Level::Off);
    history.undo();
    assert_eq!(history.document().to_yaml(), before);
}
