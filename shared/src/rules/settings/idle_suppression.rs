//! A suppression accepts nothing.
//!
//! ## What it does
//! Looks for entries under `settings.suppress` that no finding matches. Rules that read the host's facts are left out: their findings come and go with the host.
//!
//! ## Why
//! What was accepted is no longer there; the entry would hide the next finding of its kind.
//!
//! ## Fix
//! Take the entry away.
//!
//! ## Source
//! Rust's lint `unfulfilled_lint_expectations` (RFC 2383) has the same reason.

use crate::{
    diagnostic::{Severity, Subject},
    document::Command,
    model::{Kind, RecordRef},
    rules::{Context, Findings, Input, Rule},
};

pub const RULE: Rule =
    Rule { id: "settings/idle-suppression", severity: Severity::Info, reads: &[Input::Records(Kind::Settings), Input::Findings], check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    let record = RecordRef::single(Kind::Settings);
    for (index, suppression) in cx.lab.settings.suppress.iter().enumerate() {
        let Some(rule) = crate::rules::rule(&suppression.rule) else { continue };
        let depends_on_more = rule.reads.iter().any(|input| input.is_of_host() || *input == Input::Findings);
        let is_used = cx.accepted.get(index).is_some_and(|count| *count > 0);
        if depends_on_more || is_used || suppression.reason.trim().is_empty() {
            continue;
        }
        let place = suppression.subject.as_ref().map(|subject| format!(" at {subject}")).unwrap_or_default();
        findings
            .add(
                Subject::field(record.clone(), format!("suppress[{index}]")),
                format!("nothing is found by {}{place} that could be accepted", suppression.rule),
                "take the entry away",
            )
            .fix("Take the entry away", Command::Drop { record: record.clone(), field: format!("suppress[{index}]") });
    }
}
