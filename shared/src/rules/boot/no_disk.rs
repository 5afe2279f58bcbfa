//! A machine boots from a disk that it does not have.
//!
//! ## What it does
//! Looks for machines without disks that boot from disk, or install from an ISO image.
//!
//! ## Why
//! The firmware stops with "No bootable device"; an installer finds nothing to install to.
//!
//! ## Fix
//! Give the machine a disk (a blank one in the lab's first pool is offered for an installation), or let it boot from something else.
//!
//! ## Source
//! libvirt documentation, "Domain XML format", "Operating system booting".

use crate::{
    diagnostic::Severity,
    document::Command,
    model::{Boot, Kind},
    rules::{Context, Findings, Input, Rule, support::edit::Located},
};

pub const RULE: Rule =
    Rule { id: "boot/no-disk", severity: Severity::Error, reads: &[Input::Records(Kind::Pools), Input::Each(Kind::Machines)], check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for machine in cx.each(&cx.lab.machines).filter(|machine| machine.disks.is_empty()) {
        match &machine.boot {
            Boot::Disk => {
                let message = format!("{} boots from disk, but has none", machine.name);
                let finding =
                    findings.add(machine.here(), message, "give the machine a disk, or let it boot from a kernel or over the network");
                if machine.ports.first().is_some_and(|port| port.network.is_some()) {
                    finding.fix("Boot over the network", machine.set("boot", serde_json::json!({ "pxe": {} })));
                }
            }
            Boot::Iso(iso) => {
                let finding = findings
                    .add(
                        machine.here(),
                        format!("{} boots {} to install, but has no disk to install to", machine.name, iso.image),
                        "give the machine a disk",
                    )
                    .severity(Severity::Warning);
                if let Some(pool) = cx.lab.pools.iter().next() {
                    let disk = serde_json::json!({ "name": "vda", "pool": pool.name.as_str(), "size": "20 GiB" });
                    let command = Command::Append { record: machine.reference(), field: "disks".to_owned(), value: disk };
                    finding.fix(format!("Add a disk of 20 GiB in {}", pool.name), command);
                }
            }
            Boot::Kernel(_) | Boot::Pxe(_) => {}
        }
    }
}
