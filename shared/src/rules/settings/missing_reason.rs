//! A suppression or a changed severity gives no reason.
//!
//! ## What it does
//! Looks for entries under `settings.suppress` and `settings.severity` with an empty reason. Such an entry accepts and changes nothing.
//!
//! ## Why
//! Whoever reads the lab later cannot tell a decision from an oversight.
//!
//! ## Fix
//! Write why the finding is accepted or matters otherwise here, or take the entry away.
//!
//! ## Source
//! The lab format (`docs/generated/lab.schema.json`, Suppression and SeverityChange).

use crate::{
    diagnostic::{Severity, Subject},
    document::Command,
    model::{Kind, RecordRef},
    rules::{Context, Findings, Input, Rule},
};

pub const RULE: Rule = Rule { id: "settings/missing-reason", severity: Severity::Warning, reads: &[Input::Records(Kind::Settings)], check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    let settings = &cx.lab.settings;
    for (index, suppression) in settings.suppress.iter().enumerate().filter(|(_, one)| one.reason.trim().is_empty()) {
        let message = format!("the suppression of {} gives no reason, so it accepts nothing", suppression.rule);
        report(&format!("suppress[{index}]"), message, "write why the finding is accepted", findings);
    }
    for (index, change) in settings.severity.iter().enumerate().filter(|(_, one)| one.reason.trim().is_empty()) {
        let message = format!("the severity of {} is changed without a reason, so it stays as it is", change.rule);
        report(&format!("severity[{index}]"), message, "write why it matters more or less here", findings);
    }
}

fn report(entry: &str, message: String, help: &str, findings: &mut Findings) {
    let record = RecordRef::single(Kind::Settings);
    findings
        .add(Subject::field(record.clone(), format!("{entry}.reason")), message, help)
        .fix("Take the entry away", Command::Drop { record, field: entry.to_owned() });
}
