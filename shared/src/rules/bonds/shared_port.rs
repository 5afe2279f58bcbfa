//! A port is in two bonds, or twice in one.
//!
//! ## What it does
//! Compares the ports of a machine's bonds.
//!
//! ## Why
//! An interface has one master: the second bond does not get it.
//!
//! ## Fix
//! Take it out of one of them; the later one is offered.
//!
//! ## Source
//! Linux `drivers/net/bonding/bond_main.c`, bond_enslave: "Error: Device was already enslaved"; Documentation/networking/bonding.rst.

use std::collections::BTreeMap;

use crate::{
    diagnostic::Severity,
    document::Command,
    rules::{
        Context, Findings, Rule,
        support::{edit::Located, layers::GRAPH},
    },
};

pub const RULE: Rule = Rule { id: "bonds/shared-port", severity: Severity::Error, reads: GRAPH, check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for machine in cx.lab.machines.iter() {
        let mut holders = BTreeMap::new();
        for bond in &machine.bonds {
            for (index, name) in bond.ports.iter().enumerate() {
                let Some(other) = holders.get(name) else {
                    holders.insert(name, &bond.name);
                    continue;
                };
                let message = if *other == &bond.name {
                    format!("{} of {} has the port {name} twice", bond.name, machine.name)
                } else {
                    format!("{name} of {} is in {other} and in {}", machine.name, bond.name)
                };
                let field = format!("bonds[{}].ports[{index}]", bond.name);
                findings
                    .add(machine.at(&field), message, "take the port out of one of them")
                    .fix(format!("Take it out of {}", bond.name), Command::Drop { record: machine.reference(), field });
            }
        }
    }
}
