//! A suppression or a changed severity names a rule that there is not.
//!
//! ## What it does
//! Looks up the rule of each entry under `settings.suppress`, and the rule or the family of rules of each under `settings.severity`.
//!
//! ## Why
//! The entry does nothing: what was to be accepted is still reported, and what was to stop a plan does not.
//!
//! ## Fix
//! Correct the rule's name (the nearest one is offered), or take the entry away.
//!
//! ## Source
//! The list of rules, `docs/generated/rules.md`.

use crate::{
    diagnostic::{Severity, Subject},
    document::Command,
    model::{Kind, RecordRef},
    rules::{Context, Findings, Input, RULES, Rule, families, support::edit::nearest},
};

pub const RULE: Rule = Rule { id: "settings/unknown-rule", severity: Severity::Warning, reads: &[Input::Records(Kind::Settings)], check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    let settings = &cx.lab.settings;
    for (index, suppression) in settings.suppress.iter().enumerate() {
        if crate::rules::rule(&suppression.rule).is_none() {
            report(&suppression.rule, "rule", RULES.iter().map(|rule| rule.id), &format!("suppress[{index}]"), findings);
        }
    }
    for (index, change) in settings.severity.iter().enumerate() {
        let is_rule = change.rule.contains('/');
        if is_rule && crate::rules::rule(&change.rule).is_none() {
            report(&change.rule, "rule", RULES.iter().map(|rule| rule.id), &format!("severity[{index}]"), findings);
        } else if !is_rule && !families().any(|family| family == change.rule) {
            let known = families().chain(RULES.iter().map(|rule| rule.id));
            report(&change.rule, "rule or family", known, &format!("severity[{index}]"), findings);
        }
    }
}

fn report(word: &str, what: &str, known: impl Iterator<Item = &'static str>, entry: &str, findings: &mut Findings) {
    let record = RecordRef::single(Kind::Settings);
    let likely = nearest(word, known);
    let meant = likely.map(|likely| format!("; did you mean {likely}?")).unwrap_or_default();
    let field = format!("{entry}.rule");
    let subject = Subject::field(record.clone(), field.clone());
    let mut finding = findings.add(subject, format!("there is no {what} {word:?}{meant}"), "correct the name, or take the entry away");
    if let Some(likely) = likely {
        finding = finding.fix(format!("Use {likely}"), Command::Set { record: record.clone(), field, value: likely.into() });
    }
    finding.fix("Take the entry away", Command::Drop { record, field: entry.to_owned() });
}
