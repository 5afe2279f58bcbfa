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
    rules::{
        Context, Findings, Rule,
        support::{edit::Located, layers::BY_MACHINE, parts::parts},
    },
    value::Name,
};

pub const RULE: Rule = Rule { id: "bonds/shared-port", severity: Severity::Error, reads: BY_MACHINE, check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for machine in cx.each(&cx.lab.machines) {
        let mut holders: BTreeMap<&Name, &Name> = BTreeMap::new();
        for bond in parts(&machine.bonds) {
            let mut seen = BTreeMap::new();
            for name in &bond.ports {
                *seen.entry(name).or_insert(0) += 1;
            }
            for (name, times) in seen {
                let other = holders.get(name).copied();
                holders.entry(name).or_insert(&bond.name);
                let message = match other {
                    Some(other) => format!("{name} of {} is in {other} and in {}", machine.name, bond.name),
                    None if times > 1 => format!("{} of {} has the port {name} {times} times", bond.name, machine.name),
                    None => continue,
                };
                let mut kept = other.is_some();
                let left: Vec<&str> =
                    bond.ports.iter().filter(|port| *port != name || !std::mem::replace(&mut kept, true)).map(Name::as_str).collect();
                let field = format!("bonds[{}].ports", bond.name);
                let title = if other.is_some() { format!("Take it out of {}", bond.name) } else { "Keep it once".to_owned() };
                findings.add(machine.at(&field), message, "take the port out of one of them").fix(title, machine.set(field, left));
            }
        }
    }
}
