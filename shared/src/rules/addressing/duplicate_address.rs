//! Two ports of one network have the same fixed address.
//!
//! ## What it does
//! Compares the fixed addresses of all ports on each network, the host's own addresses there, and what an existing network keeps for others.
//!
//! ## Why
//! Two holders of one address answer ARP in turn: connections break at random, and each guest looks healthy for itself.
//!
//! ## Fix
//! Give one of the ports another address; the next free one is offered.
//!
//! ## Source
//! RFC 5227 (IPv4 Address Conflict Detection), §1.

use std::{collections::BTreeMap, net::IpAddr};

use crate::{
    diagnostic::Severity,
    model::Kind,
    rules::{Context, Findings, Input, Rule, support::edit::Located},
};

pub const RULE: Rule = Rule {
    id: "addressing/duplicate-address",
    severity: Severity::Error,
    reads: &[Input::Records(Kind::Networks), Input::Fields(Kind::Machines, &["ports"]), Input::HostNetworks],
    check,
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    let mut holders: BTreeMap<(&str, IpAddr), String> = BTreeMap::new();
    for network in cx.lab.networks.iter() {
        for own in cx.own_addresses(network) {
            holders.insert((network.name.as_str(), own.address()), format!("the host, on {}", network.name));
        }
        for kept in cx.existing_network(network).into_iter().flat_map(|facts| &facts.reservations) {
            let holder = format!("{}, for which the host's DHCP server keeps it,", kept.mac);
            holders.insert((network.name.as_str(), kept.address), holder);
        }
    }
    for machine in cx.lab.machines.iter() {
        for port in &machine.ports {
            let (Some(network), Some(address)) = (&port.network, port.address) else { continue };
            let here = format!("{} of {}", port.name, machine.name);
            let Some(holder) = holders.get(&(network.as_str(), address)) else {
                holders.insert((network.as_str(), address), here);
                continue;
            };
            let field = format!("ports[{}].address", port.name);
            let finding = findings.add(
                machine.at(&field),
                format!("{here} has {address}, which {holder} has too"),
                "give one of them another address",
            );
            if let Some(free) = cx.free_address(network, address) {
                finding.fix(format!("Move {here} to {free}"), machine.set(field, free.to_string()));
            }
        }
    }
}
