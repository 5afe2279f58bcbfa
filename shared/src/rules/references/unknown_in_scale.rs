//! A scale names an image or a machine that the lab does not have.
//!
//! ## What it does
//! Looks up the images, the stand-ins and the machines that each scale names, and the images that its machines boot from.
//!
//! ## Why
//! At that scale the entry does nothing, or the plan would not know what is meant.
//!
//! ## Fix
//! Correct the name, or take the entry out.
//!
//! ## Source
//! The lab format: names are references (`docs/generated/lab.schema.json`).

use crate::{
    diagnostic::{Severity, Subject},
    document::{Command, references},
    model::Kind,
    rules::{Context, Findings, Input, Rule, support::edit::nearest},
};

pub const RULE: Rule = Rule {
    id: "references/unknown-in-scale",
    severity: Severity::Error,
    reads: &[Input::Records(Kind::Images), Input::Fields(Kind::Machines, &["disks", "ports"]), Input::Records(Kind::Scales)],
    check,
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    references::of_lab(cx.lab, &mut |owner, kind, field, name| {
        if owner.kind != Kind::Scales || cx.has(kind, name.as_str()) {
            return;
        }
        let what = kind.singular();
        let likely = nearest(name.as_str(), cx.names(kind));
        let meant = likely.map(|likely| format!("; did you mean {likely}?")).unwrap_or_default();
        let message = format!("the scale {} names the {what} {name}, which is not in the lab{meant}", owner.name);
        let subject = Subject::field(owner.reference(), field.clone());
        let finding = findings.add(subject, message, format!("correct the name, or add {name} to the {}", kind.key()));
        if let Some(likely) = likely {
            finding.fix(format!("Use {likely}"), Command::Set { record: owner.reference(), field, value: likely.into() });
        }
    });
}
