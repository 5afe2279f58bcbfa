//! A bond has the name of a port or of another bond.
//!
//! ## What it does
//! Compares the names of each machine's bonds and ports.
//!
//! ## Why
//! Interfaces of one machine have different names; a plane on that link could mean either.
//!
//! ## Fix
//! Rename one of them in the text.
//!
//! ## Source
//! Linux Documentation/networking/bonding.rst: a bond is an interface of its own; `net/core/dev.c`, dev_get_valid_name: names are unique in a network namespace.

use std::collections::BTreeSet;

use crate::{
    diagnostic::Severity,
    rules::{
        Context, Findings, Rule,
        support::{edit::Located, gather::gather, layers::BY_MACHINE},
    },
};

pub const RULE: Rule = Rule { id: "bonds/duplicate-name", severity: Severity::Error, reads: BY_MACHINE, check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for machine in cx.each(&cx.lab.machines).filter(|machine| !machine.bonds.is_empty()) {
        let mut seen: BTreeSet<&str> = gather(machine.ports.iter().map(|port| port.name.as_str()));
        for bond in machine.bonds.iter().filter(|bond| !seen.insert(bond.name.as_str())) {
            let message = format!("{} has another port or bond named {}", machine.name, bond.name);
            findings.add(machine.at(format!("bonds[{}]", bond.name)), message, "give each port and bond a name of its own");
        }
    }
}
