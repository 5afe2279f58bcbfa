//! A bond has fewer than two ports.
//!
//! ## What it does
//! Counts the ports of each machine's bonds.
//!
//! ## Why
//! A bond of one port has nothing to fail over to, and one without a port carries nothing.
//!
//! ## Fix
//! Add ports to the bond, or use the port itself.
//!
//! ## Source
//! Linux Documentation/networking/bonding.rst: bonding aggregates multiple network interfaces; openstack/tripleo-docs deploy-guide/source/features/network_isolation.rst (bonded NICs).

use crate::{
    diagnostic::Severity,
    rules::{
        Context, Findings, Rule,
        support::{edit::Located, layers::BY_MACHINE, parts::parts},
    },
};

pub const RULE: Rule = Rule { id: "bonds/too-few-ports", severity: Severity::Warning, reads: BY_MACHINE, check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for machine in cx.each(&cx.lab.machines) {
        for bond in parts(&machine.bonds).filter(|bond| bond.ports.len() < 2) {
            let message = match bond.ports.first() {
                None => format!("{} of {} has no port", bond.name, machine.name),
                Some(port) => format!("{} of {} has one port only, {port}: it has nothing to fail over to", bond.name, machine.name),
            };
            findings.add(machine.at(format!("bonds[{}].ports", bond.name)), message, "add ports to the bond, or use the port itself");
        }
    }
}
