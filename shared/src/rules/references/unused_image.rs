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
    rules::{
        Context, Findings, Input, Rule,
        groups::{WITH_IMAGE, images_of, key_of},
        support::edit::Located,
    },
    value::Name,
};

pub const RULE: Rule = Rule {
    id: "references/unused-image",
    severity: Severity::Info,
    reads: &[
        Input::Each(Kind::Images),
        Input::Named(Kind::Machines),
        Input::Records(Kind::Clouds),
        Input::Records(Kind::Projects),
        Input::Records(Kind::Scales),
    ],
    check,
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    let mut used = BTreeSet::new();
    let mut see = |kind, _, name: &'_ Name| {
        if kind == Kind::Images {
            used.insert(name.clone());
        }
    };
    cx.lab.clouds.iter().for_each(|cloud| references::of_cloud(cloud, &mut see));
    cx.lab.projects.iter().for_each(|project| references::of_project(project, &mut see));
    // A scale's stand-in and what it stands in for are both of use.
    cx.lab.scales.iter().for_each(|scale| references::of_scale(scale, &mut see));
    for image in cx.each(&cx.lab.images).filter(|image| !used.contains(&image.name)) {
        let mut machines = cx.index.group(WITH_IMAGE, key_of(&[image.name.as_str()]));
        if machines.any(|machine| images_of(machine).any(|name| *name == image.name)) {
            continue;
        }
        findings
            .add(image.here(), format!("nothing uses the image {}", image.name), "remove it, or leave it for later")
            .fix(format!("Remove {}", image.name), Command::Remove { record: image.reference() });
    }
}
