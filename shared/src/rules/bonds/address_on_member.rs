//! A port of a bond has a fixed address.
//!
//! ## What it does
//! Looks for addresses on ports that are in a bond.
//!
//! ## Why
//! The address belongs to the bond: on a port below it nobody answers for it.
//!
//! ## Fix
//! Take the address off the port (offered), and give it to the bond in the guest.
//!
//! ## Source
//! Linux Documentation/networking/bonding.rst: slaves have no IP addresses of their own.

use crate::{
    diagnostic::Severity,
    rules::{
        Context, Findings, Rule,
        support::{edit::Located, layers::BY_MACHINE, parts::parts},
    },
};

pub const RULE: Rule = Rule { id: "bonds/address-on-member", severity: Severity::Warning, reads: BY_MACHINE, check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for machine in cx.each(&cx.lab.machines) {
        for bond in parts(&machine.bonds) {
            for port in machine.ports.iter().filter(|port| bond.ports.contains(&port.name)) {
                let Some(address) = port.address else { continue };
                let field = format!("ports[{}].address", port.name);
                findings
                    .add(
                        machine.at(&field),
                        format!("{} of {} has {address}, but is a port of {}", port.name, machine.name, bond.name),
                        "give the address to the bond in the guest",
                    )
                    .fix(format!("Take {address} off {}", port.name), machine.unset(field));
            }
        }
    }
}
