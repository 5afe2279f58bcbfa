//! Two disks or two ports of a machine have the same name.
//!
//! ## What it does
//! Compares the names of each machine's disks, and of its ports.
//!
//! ## Why
//! The name makes the disk's volume and the port's MAC address: two of one name would be one.
//!
//! ## Fix
//! Rename one of them in the text.
//!
//! ## Source
//! libvirt: "target 'vda' duplicated for disk sources" (virDomainDiskDefCheckDuplicateInfo).

use std::collections::BTreeSet;

use crate::{
    diagnostic::Severity,
    model::Kind,
    rules::{Context, Findings, Input, Rule, support::edit::Located},
};

pub const RULE: Rule = Rule { id: "naming/duplicate-part", severity: Severity::Error, reads: &[Input::Each(Kind::Machines)], check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for machine in cx.each(&cx.lab.machines) {
        let mut seen = BTreeSet::new();
        for disk in machine.disks.iter().filter(|disk| !seen.insert(disk.name.as_str())) {
            let message = format!("{} has two disks named {}", machine.name, disk.name);
            findings.add(machine.at(format!("disks[{}]", disk.name)), message, "give each disk a name of its own");
        }
        let mut seen = BTreeSet::new();
        for port in machine.ports.iter().filter(|port| !seen.insert(port.name.as_str())) {
            let message = format!("{} has two ports named {}", machine.name, port.name);
            findings.add(machine.at(format!("ports[{}]", port.name)), message, "give each port a name of its own");
        }
    }
}
