//! A port of a project has a MAC address that no single interface can have.
//!
//! ## What it does
//! Looks at the MAC addresses of ports that are made beforehand: the lowest bit of the first byte marks groups of interfaces.
//!
//! ## Why
//! libvirt starts no guest with it ("expected unicast mac address, found multicast"): the server goes to ERROR when Nova places it.
//!
//! ## Fix
//! Take the address off the port: Neutron then chooses one (offered).
//!
//! ## Source
//! IEEE 802-2014 §8.2; libvirt: "expected unicast mac address, found multicast". The same of machines is addressing/multicast-mac's.

use crate::{
    diagnostic::Severity,
    model::Kind,
    rules::{
        Context, Findings, Input, Rule,
        support::{edit::Located, twins::firsts},
    },
};

pub const RULE: Rule = Rule { id: "projects/multicast-mac", severity: Severity::Error, reads: &[Input::Each(Kind::Projects)], check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for project in cx.each(&cx.lab.projects) {
        for port in firsts(&project.ports, |port| &port.name) {
            let Some(mac) = port.mac.filter(|mac| mac.is_multicast()) else { continue };
            let field = format!("ports[{}].mac", port.name);
            let message = format!("{mac} of {} is a group address: the first octet {:02x} is odd", port.name, mac.0[0]);
            findings
                .add(project.at(&field), message, "make the first octet even, as in fa:16:3e")
                .fix(format!("Let Neutron choose the MAC of {}", port.name), project.unset(field));
        }
    }
}
