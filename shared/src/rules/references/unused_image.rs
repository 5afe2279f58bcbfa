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
    model::{Boot, Kind},
    rules::{Context, Findings, Input, Rule, support::edit::Located},
};

pub const RULE: Rule = Rule {
    id: "references/unused-image",
    severity: Severity::Info,
    reads: &[Input::Records(Kind::Images), Input::Records(Kind::Machines), Input::Records(Kind::Scales)],
    check,
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    if cx.lab.images.is_empty() {
        return;
    }
    let mut used = BTreeSet::new();
    for machine in cx.lab.machines.iter() {
        references::of_machine(machine, &mut |kind, _, name| {
            if kind == Kind::Images {
                used.insert(name.as_str());
            }
        });
    }
    for scale in cx.lab.scales.iter() {
        // At the scale itself the image that is stood in for is no longer on any disk.
        used.extend(scale.images.iter().flat_map(|stand_in| [stand_in.image.as_str(), stand_in.with.as_str()]));
        for boot in
            scale.every_machine.iter().chain(scale.machines.iter().map(|named| &named.becomes)).filter_map(|machine| machine.boot.as_ref())
        {
            match boot {
                Boot::Kernel(kernel) => {
                    used.insert(kernel.kernel.as_str());
                    used.extend(kernel.initrd.as_ref().map(|initrd| initrd.as_str()));
                }
                Boot::Iso(iso) => {
                    used.insert(iso.image.as_str());
                }
                Boot::Disk | Boot::Pxe(_) => {}
            }
        }
    }
    for image in cx.lab.images.iter().filter(|image| !used.contains(image.name.as_str())) {
        findings
            .add(image.here(), format!("no machine uses the image {}", image.name), "remove it, or leave it for later")
            .fix(format!("Remove {}", image.name), Command::Remove { record: image.reference() });
    }
}
