//! No machine uses an image.
//!
//! ## What it does
//! Looks for images that no disk, no boot and no scale names.
//!
//! ## Why
//! It does no harm: unused images are not copied to the host. It may be left over, or a machine may use another one than was meant.
//!
//! ## Fix
//! Remove the image.
//!
//! ## Source
//! The lab format: names are references (`docs/generated/lab.schema.json`).

use std::collections::BTreeSet;

use crate::{
    diagnostic::Severity,
    document::{Command, references},
    model::Kind,
    rules::{Context, Findings, Input, Rule, support::edit::Located},
};

pub const RULE: Rule = Rule {
    id: "references/unused-image",
    severity: Severity::Info,
    reads: &[
        Input::Records(Kind::Images),
        Input::Fields(Kind::Machines, &["disks", "boot"]),
        Input::Records(Kind::Clouds),
        Input::Records(Kind::Projects),
        Input::Records(Kind::Scales),
    ],
    check,
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    if cx.lab.images.is_empty() {
        return;
    }
    let mut used = BTreeSet::new();
    // A scale's stand-in and what it stands in for are both of use.
    references::of_lab(cx.lab, &mut |_, kind, _, name| {
        if kind == Kind::Images {
            used.insert(name.as_str());
        }
    });
    for image in cx.lab.images.iter().filter(|image| !used.contains(image.name.as_str())) {
        findings
            .add(image.here(), format!("nothing uses the image {}", image.name), "remove it, or leave it for later")
            .fix(format!("Remove {}", image.name), Command::Remove { record: image.reference() });
    }
}
