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
    diagnostic::Severity,
    document::references,
    model::{Kind, Scale},
    rules::{
        Context, Findings, Input, Rule,
        support::edit::{Located, nearest},
    },
    value::Name,
};

pub const RULE: Rule = Rule {
    id: "references/unknown-in-scale",
    severity: Severity::Error,
    reads: &[Input::Named(Kind::Images), Input::Named(Kind::Machines), Input::Each(Kind::Scales)],
    check,
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for scale in cx.each(&cx.lab.scales) {
        references::of_scale(scale, &mut |kind, field, name| look(cx, scale, kind, field, name, findings));
    }
}

fn look(cx: &Context<'_>, scale: &Scale, kind: Kind, field: String, name: &Name, findings: &mut Findings) {
    if cx.has(kind, name.as_str()) {
        return;
    }
    let what = kind.singular();
    let likely = nearest(name.as_str(), cx.names(kind).iter().copied());
    let meant = likely.map(|likely| format!("; did you mean {likely}?")).unwrap_or_default();
    let message = format!("the scale {} names the {what} {name}, which is not in the lab{meant}", scale.name);
    let help = format!("correct the name, or add {name} to the {}", kind.key());
    let finding = findings.add(scale.at(field.clone()), message, help);
    if let Some(likely) = likely {
        finding.fix(format!("Use {likely}"), scale.set(field, likely));
    }
}
