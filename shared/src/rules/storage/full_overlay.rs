//! A disk on a base image is to be allocated in full.
//!
//! ## What it does
//! Looks for disks with an image and `allocation: full`.
//!
//! ## Why
//! An overlay holds only what differs from its base image: there is nothing to allocate, and the volume cannot be made that way. The apply would be refused at that disk.
//!
//! ## Fix
//! Let the overlay be thin, which is offered; or take the image off, for a blank disk that is allocated in full.
//!
//! ## Source
//! QEMU: `qemu-img create` with `preallocation=full` and a backing file: "Backing file and preallocation can only be used at the same time if extended_l2 is enabled" (block/qcow2.c).

use crate::{
    diagnostic::Severity,
    model::{Allocation, Kind},
    rules::{Context, Findings, Input, Rule, support::edit::Located},
};

pub const RULE: Rule = Rule { id: "storage/full-overlay", severity: Severity::Error, reads: &[Input::Each(Kind::Machines)], check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for machine in cx.each(&cx.lab.machines) {
        for disk in machine.disks.iter().filter(|disk| disk.allocation == Allocation::Full) {
            let Some(image) = &disk.image else { continue };
            let field = format!("disks[{}].allocation", disk.name);
            findings
                .add(
                    machine.at(&field),
                    format!("{} of {} is an overlay on {image} and is to be allocated in full", disk.name, machine.name),
                    "let it be thin, or take the image off",
                )
                .fix(format!("Let {} be thin", disk.name), machine.unset(&field));
        }
    }
}
