//! A machine boots from a disk with nothing on it.
//!
//! ## What it does
//! Looks for machines that boot from disk and whose first disk is blank.
//!
//! ## Why
//! The firmware stops with "No bootable device".
//!
//! ## Fix
//! Put an image below the disk, install from an ISO image, or boot over the network (offered where the machine has a port).
//!
//! ## Source
//! libvirt documentation, "Domain XML format", "Operating system booting".

use crate::{
    diagnostic::Severity,
    model::{Boot, ImageKind, Kind},
    rules::{Context, Findings, Input, Rule, support::edit::Located},
};

pub const RULE: Rule =
    Rule { id: "boot/blank-disk", severity: Severity::Warning, reads: &[Input::Records(Kind::Images), Input::Each(Kind::Machines)], check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    let images: Vec<_> = cx.lab.images.iter().filter(|image| image.kind == ImageKind::Disk).take(2).collect();
    for machine in cx.each(&cx.lab.machines).filter(|machine| machine.boot == Boot::Disk) {
        let Some(disk) = machine.disks.first().filter(|disk| disk.image.is_none()) else { continue };
        let mut finding = findings.add(
            machine.at(format!("disks[{}]", disk.name)),
            format!("{} boots from {}, which is blank", machine.name, disk.name),
            "put an image below the disk, install from an ISO image, or boot over the network",
        );
        if let [only] = images.as_slice() {
            let fits = disk.size.is_none_or(|size| only.virtual_size.is_none_or(|least| least <= size));
            if fits {
                finding = finding
                    .fix(format!("Put {} below it", only.name), machine.set(format!("disks[{}].image", disk.name), only.name.as_str()));
            }
        }
        if machine.ports.iter().any(|port| port.network.is_some()) && machine.ports.first().is_some_and(|port| port.network.is_some()) {
            finding.fix("Boot over the network", machine.set("boot", serde_json::json!({ "pxe": {} })));
        }
    }
}
