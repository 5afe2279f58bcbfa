//! The severity of a rule is changed twice.
//!
//! ## What it does
//! Compares the rules and families under `settings.severity`, each with the entries before it. An entry for a rule beside one for its family is no second one, and an entry without a reason changes nothing anyhow.
//!
//! ## Why
//! The first entry counts. What the second one says, perhaps that findings stop a plan, does not happen, and nothing shows it.
//!
//! ## Fix
//! Keep one of them (the first is offered).
//!
//! ## Source
//! The lab format (`docs/generated/lab.schema.json`, SeverityChange).

use std::collections::BTreeMap;

use crate::{
    diagnostic::{Severity, Subject},
    document::Command,
    model::{Kind, RecordRef},
    rules::{Context, Findings, Input, Rule},
};

pub const RULE: Rule =
    Rule { id: "settings/duplicate-severity", severity: Severity::Error, reads: &[Input::Records(Kind::Settings)], check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    let changes = &cx.lab.settings.severity;
    let mut entries: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (index, change) in changes.iter().enumerate().filter(|(_, one)| !one.reason.trim().is_empty()) {
        entries.entry(&change.rule).or_default().push(index);
    }
    let record = RecordRef::single(Kind::Settings);
    for (rule, entries) in entries {
        let Some((first, more)) = entries.split_first() else { continue };
        // From the last on, so that the numbers of those before stay true.
        let drop = |index: &usize| Command::Drop { record: record.clone(), field: format!("severity[{index}]") };
        for index in more {
            findings
                .add(
                    Subject::field(record.clone(), format!("severity[{index}].rule")),
                    format!(
                        "entry {} sets {rule} to {} already, so entry {} (to {}) changes nothing",
                        first + 1,
                        changes[*first].level.as_str(),
                        index + 1,
                        changes[*index].level.as_str()
                    ),
                    "keep one of the entries",
                )
                .fix("Keep the first", Command::Batch { commands: more.iter().rev().map(drop).collect() });
        }
    }
}
