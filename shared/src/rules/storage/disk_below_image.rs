//! A disk is smaller than its base image.
//!
//! ## What it does
//! Compares the size of each overlay with its image's virtual size, where that is known.
//!
//! ## Why
//! The guest's partition table and file system end beyond the disk: it stops at boot, or loses what lies there.
//!
//! ## Fix
//! Leave the size out (the disk is then as large as its image), or take a larger one.
//!
//! ## Source
//! qemu-img(1), `create`, `-b`: an overlay may be larger than its backing file; what is cut off is not there for the guest.

use crate::{
    diagnostic::Severity,
    model::Kind,
    rules::{Context, Findings, Input, Rule, support::edit::Located},
};

pub const RULE: Rule = Rule {
    id: "storage/disk-below-image",
    severity: Severity::Error,
    reads: &[Input::Named(Kind::Images), Input::Each(Kind::Machines)],
    check,
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for machine in cx.each(&cx.lab.machines) {
        for disk in &machine.disks {
            let (Some(size), Some(image)) = (disk.size, disk.image.as_ref().and_then(|name| cx.index.images.get(name.as_str()))) else {
                continue;
            };
            let Some(least) = image.virtual_size.filter(|least| size < *least) else { continue };
            let field = format!("disks[{}].size", disk.name);
            findings
                .add(
                    machine.at(&field),
                    format!(
                        "{} of {} has {}, less than its image {} with {}",
                        disk.name,
                        machine.name,
                        size.human(),
                        image.name,
                        least.human()
                    ),
                    "leave the size out, or take a larger one",
                )
                .fix(format!("Make it {}", least.human()), machine.set(field, least.to_string()));
        }
    }
}
