//! A BMC listens at an address that the host does not have.
//!
//! ## What it does
//! Where the host's interfaces are known, looks for the address of each BMC among theirs, those of the host's networks and those that the lab gives the host, and among the lab's machines.
//!
//! ## Why
//! VirtualBMC cannot listen there ("Cannot assign requested address"), and the director's power commands go to somebody else.
//!
//! ## Fix
//! Take an address of the host on a network that the director is on.
//!
//! ## Source
//! Catalogue R76. openstack/virtualbmc doc/source/user/index.rst, `vbmc add --address`: the address to bind to.

use std::collections::BTreeMap;

use crate::{
    diagnostic::Severity,
    rules::{
        Context, Findings, Rule,
        support::{
            edit::{Located, several},
            layers::GRAPH,
        },
    },
};

pub const RULE: Rule = Rule { id: "bmc/foreign-address", severity: Severity::Warning, reads: GRAPH, check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    let Some((facts, interfaces)) = cx.facts.and_then(|facts| Some((facts, facts.interfaces.as_ref()?))) else { return };
    let mut foreign: BTreeMap<std::net::IpAddr, Vec<&crate::model::Machine>> = BTreeMap::new();
    for machine in cx.lab.machines.iter() {
        if let Some(bmc) = machine.bmc.as_ref().filter(|bmc| !bmc.address.is_loopback() && !bmc.address.is_unspecified()) {
            foreign.entry(bmc.address).or_default().push(machine);
        }
    }
    if foreign.is_empty() {
        return;
    }
    for own in
        interfaces.iter().flat_map(|interface| &interface.addresses).chain(facts.networks.iter().flat_map(|network| &network.addresses))
    {
        foreign.remove(&own.address());
    }
    for network in cx.lab.networks.iter() {
        let segments = network.segments.iter().filter_map(|segment| segment.ip);
        network.ip.into_iter().chain(network.ip6).chain(segments).for_each(|own| drop(foreign.remove(&own.address())));
    }
    for address in cx.lab.machines.iter().flat_map(|machine| &machine.ports).filter_map(|port| port.address) {
        foreign.remove(&address);
    }
    for (address, machines) in foreign {
        let Some(first) = machines.first() else { continue };
        let others = match machines.len() - 1 {
            0 => String::new(),
            more => format!(" and {}", several(more, "more machine", "more machines")),
        };
        let message = format!("the BMC of {}{others} is at {address}, which {} does not have", first.name, facts.name);
        findings.add(first.at("bmc.address"), message, "take an address of the host on a network that the director is on");
    }
}
