//! A blank disk has no size.
//!
//! ## What it does
//! Looks for disks without a base image that have no `size`, or one of 0.
//!
//! ## Why
//! An overlay takes its size from its image; a blank disk has nothing to take it from, and nothing fits on one of 0 bytes.
//!
//! ## Fix
//! Give the disk a size; 20 GiB are offered.
//!
//! ## Source
//! qemu-img(1), `create`: the size is left out only with a backing file.

use crate::{
    diagnostic::Severity,
    model::Kind,
    rules::{Context, Findings, Input, Rule, support::edit::Located},
    value::Size,
};

pub const RULE: Rule =
    Rule { id: "storage/blank-disk-without-size", severity: Severity::Error, reads: &[Input::Each(Kind::Machines)], check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for machine in cx.each(&cx.lab.machines) {
        for disk in machine.disks.iter().filter(|disk| disk.image.is_none() && disk.size.is_none_or(|size| size == Size::ZERO)) {
            let lacks = if disk.size.is_some() { "has a size of 0" } else { "has no size and no image to take it from" };
            findings
                .add(
                    machine.at(format!("disks[{}]", disk.name)),
                    format!("{} of {} {lacks}", disk.name, machine.name),
                    "give the disk a size",
                )
                .fix("Make it 20 GiB", machine.set(format!("disks[{}].size", disk.name), "20 GiB"));
        }
    }
}
