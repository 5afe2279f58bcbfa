//! A suppression gives no reason.
//!
//! ## What it does
//! Looks for entries under `settings.suppress` with an empty reason. Such an entry accepts nothing.
//!
//! ## Why
//! Whoever reads the lab later cannot tell a decision from an oversight.
//!
//! ## Fix
//! Write why the finding is accepted, or take the entry away.
//!
//! ## Source
//! The lab format (`docs/generated/lab.schema.json`, Suppression).

use crate::{
    diagnostic::{Severity, Subject},
    document::Command,
    model::{Kind, RecordRef},
    rules::{Context, Findings, Input, Rule},
};

pub const RULE: Rule = Rule { id: "settings/missing-reason", severity: Severity::Warning, reads: &[Input::Records(Kind::Settings)], check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    let record = RecordRef::single(Kind::Settings);
    for (index, suppression) in cx.lab.settings.suppress.iter().enumerate().filter(|(_, suppression)| suppression.reason.trim().is_empty())
    {
        findings
            .add(
                Subject::field(record.clone(), format!("suppress[{index}].reason")),
                format!("the suppression of {} gives no reason, so it accepts nothing", suppression.rule),
                "write why the finding is accepted",
            )
            .fix("Take the entry away", Command::Drop { record: record.clone(), field: format!("suppress[{index}]") });
    }
}
