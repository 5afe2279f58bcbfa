//! A suppression accepts nothing.
//!
//! ## What it does
//! Looks for entries under `settings.suppress` that no finding matches. Rules that read the host's facts are left out: their findings come and go with the host. So are rules about clouds and what is in them while the lab has none of these but a scale that leaves them out: the lab may stand at that scale.
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

pub const RULE: Rule = Rule {
    id: "settings/idle-suppression",
    severity: Severity::Info,
    reads: &[
        Input::Records(Kind::Settings),
        Input::Records(Kind::Scales),
        Input::Named(Kind::Clouds),
        Input::Named(Kind::Projects),
        Input::Named(Kind::Servers),
        Input::Named(Kind::Clusters),
        Input::Findings,
    ],
    check,
};

/// What stays out of a lab at a scale of machines only.
const ABOVE: [Kind; 4] = [Kind::Clouds, Kind::Projects, Kind::Servers, Kind::Clusters];

fn check(cx: &Context<'_>, findings: &mut Findings) {
    let record = RecordRef::single(Kind::Settings);
    let lab = cx.lab;
    let may_be_scaled = lab.scales.iter().any(|scale| scale.machines_only) && ABOVE.iter().all(|kind| cx.names(*kind).is_empty());
    for (index, suppression) in lab.settings.suppress.iter().enumerate() {
        let Some(rule) = crate::rules::rule(&suppression.rule) else { continue };
        let depends_on_more = rule.reads.iter().any(|input| {
            let may_be_out = input.kind().is_some_and(|kind| may_be_scaled && ABOVE.contains(&kind));
            *input == Input::Findings || input.is_of_host() || may_be_out
        });
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
