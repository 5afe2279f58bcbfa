//! Two ports have the same MAC address.
//!
//! ## What it does
//! Compares the MAC addresses that the lab gives with one another and with those of the host's other domains.
//!
//! ## Why
//! A bridge learns one port for each address: frames go to whichever guest spoke last. Node lists that go by MAC (Ironic's, DHCP reservations) take the two machines for one.
//!
//! ## Fix
//! Take the address off one of the ports: the planner then gives it one of its own.
//!
//! ## Source
//! Catalogue R40. IEEE 802.1Q-2018 §8.7 (the learning process); tripleo-docs, environments/virtualbmc: the node list needs the domains' MACs.

use std::collections::BTreeMap;

use crate::{
    diagnostic::Severity,
    model::Kind,
    rules::{
        Context, Findings, Input, Rule,
        groups::{WITH_MAC, key_of},
        support::edit::Located,
    },
};

pub const RULE: Rule =
    Rule { id: "addressing/duplicate-mac", severity: Severity::Error, reads: &[Input::Each(Kind::Machines), Input::Domains], check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    let mut holders = BTreeMap::new();
    for domain in cx.facts.into_iter().flat_map(|facts| &facts.domains).filter(|domain| !cx.is_ours(domain.mark.as_ref())) {
        for mac in domain.ports.iter().filter_map(|port| port.mac) {
            holders.insert(mac, format!("the host's domain {}", domain.name));
        }
    }
    for machine in cx.each(&cx.lab.machines) {
        for (index, port) in machine.ports.iter().enumerate() {
            let Some(mac) = port.mac else { continue };
            let here = format!("{} of {}", port.name, machine.name);
            let holder = holders.get(&mac).cloned().or_else(|| {
                // The first that has the address keeps it.
                let others = cx.index.group(WITH_MAC, key_of(&[&mac.to_string()]));
                let mut others = others.flat_map(|other| other.ports.iter().enumerate().map(move |(index, port)| (other, index, port)));
                let (other, at, its) = others.find(|(_, _, its)| its.mac == Some(mac))?;
                let is_self = std::ptr::eq(other, machine) && at == index;
                (!is_self).then(|| format!("{} of {}", its.name, other.name))
            });
            let Some(holder) = holder else { continue };
            let field = format!("ports[{}].mac", port.name);
            findings
                .add(
                    machine.at(&field),
                    format!("{here} has {mac}, which {holder} has too"),
                    "give one of them another address, or leave it to the planner",
                )
                .fix(format!("Let the planner choose the MAC of {here}"), machine.unset(field));
        }
    }
}
