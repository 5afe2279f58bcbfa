//! A port's MAC address is a group address.
//!
//! ## What it does
//! Looks at the lowest bit of the first octet.
//!
//! ## Why
//! The bit says that a frame is for a group. No station may send from such an address, and libvirt refuses to define the machine.
//!
//! ## Fix
//! Take the address off the port: the planner then gives it one in QEMU's prefix 52:54:00.
//!
//! ## Source
//! IEEE 802-2014 §8.2; libvirt: "expected unicast mac address, found multicast".

use crate::{
    diagnostic::Severity,
    model::Kind,
    rules::{Context, Findings, Input, Rule, support::edit::Located},
};

pub const RULE: Rule = Rule { id: "addressing/multicast-mac", severity: Severity::Error, reads: &[Input::Each(Kind::Machines)], check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for machine in cx.each(&cx.lab.machines) {
        for port in &machine.ports {
            let Some(mac) = port.mac.filter(|mac| mac.is_multicast()) else { continue };
            let field = format!("ports[{}].mac", port.name);
            let here = format!("{} of {}", port.name, machine.name);
            findings
                .add(
                    machine.at(&field),
                    format!("{mac} of {here} is a group address: the first octet {:02x} is odd", mac.0[0]),
                    "make the first octet even, as in 52:54:00",
                )
                .fix(format!("Let the planner choose the MAC of {here}"), machine.unset(field));
        }
    }
}
