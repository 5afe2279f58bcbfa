//! A bond has a port that its machine does not have.
//!
//! ## What it does
//! Looks up the ports of each bond.
//!
//! ## Why
//! The guest's configuration names an interface that is not there; os-net-config and ifup stop.
//!
//! ## Fix
//! Correct the name; the nearest is offered.
//!
//! ## Source
//! openstack/os-net-config README: members of a bond are interfaces of the host.

use crate::{
    diagnostic::Severity,
    rules::{
        Context, Findings, Rule,
        support::{
            edit::{Located, nearest},
            layers::BY_MACHINE,
            parts::parts,
        },
    },
};

pub const RULE: Rule = Rule { id: "bonds/unknown-port", severity: Severity::Error, reads: BY_MACHINE, check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for machine in cx.each(&cx.lab.machines) {
        for bond in parts(&machine.bonds) {
            for (index, name) in bond.ports.iter().enumerate() {
                if machine.ports.iter().any(|port| port.name == *name) {
                    continue;
                }
                let field = format!("bonds[{}].ports[{index}]", bond.name);
                let finding = findings.add(
                    machine.at(&field),
                    format!("{} of {} has the port {name}, which the machine does not have", bond.name, machine.name),
                    "correct the name, or add the port",
                );
                let free = machine
                    .ports
                    .iter()
                    .map(|port| port.name.as_str())
                    .filter(|port| !machine.bonds.iter().any(|bond| bond.ports.iter().any(|own| own == *port)));
                if let Some(likely) = nearest(name.as_str(), free) {
                    finding.fix(format!("Use {likely}"), machine.set(field, likely));
                }
            }
        }
    }
}
