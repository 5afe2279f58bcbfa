//! An overlay asks for a format that it cannot have.
//!
//! ## What it does
//! Looks for disks with a base image and format `raw`.
//!
//! ## Why
//! Only qcow2 files can lie over another one: the disk is made as qcow2 whatever the lab says.
//!
//! ## Fix
//! Take the format away, or make the disk blank.
//!
//! ## Source
//! QEMU documentation, "Disk image file formats": a raw file has no backing file.

use crate::{
    diagnostic::Severity,
    model::{DiskFormat, Kind},
    rules::{Context, Findings, Input, Rule, support::edit::Located},
};

pub const RULE: Rule = Rule { id: "storage/ignored-format", severity: Severity::Warning, reads: &[Input::Each(Kind::Machines)], check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for machine in cx.each(&cx.lab.machines) {
        for disk in machine.disks.iter().filter(|disk| disk.format == Some(DiskFormat::Raw)) {
            let Some(image) = &disk.image else { continue };
            let field = format!("disks[{}].format", disk.name);
            findings
                .add(
                    machine.at(&field),
                    format!("{} of {} lies over {image}, so it is made as qcow2 and not as raw", disk.name, machine.name),
                    "take the format away",
                )
                .fix("Take the format away", machine.unset(field));
        }
    }
}
