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

use std::net::IpAddr;

use crate::{
    diagnostic::Severity,
    model::{Kind, Machine},
    rules::{
        Context, Findings, Input, Rule,
        groups::{WITH_ADDRESS, address_key},
        support::edit::Located,
    },
    value::Name,
};

pub const RULE: Rule = Rule {
    id: "addressing/duplicate-address",
    severity: Severity::Error,
    reads: &[Input::Named(Kind::Networks), Input::Each(Kind::Machines), Input::HostNetworks],
    check,
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for machine in cx.each(&cx.lab.machines) {
        for (index, port) in machine.ports.iter().enumerate() {
            let (Some(network), Some(address)) = (&port.network, port.address) else { continue };
            let Some(holder) = of_host(cx, network, address).or_else(|| of_port(cx, (machine, index), network, address)) else { continue };
            let here = format!("{} of {}", port.name, machine.name);
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

/// What of the host has an address.
fn of_host(cx: &Context<'_>, network: &Name, address: IpAddr) -> Option<String> {
    let network = cx.index.networks.get(network.as_str()).copied()?;
    let kept = cx.existing_network(network).into_iter().flat_map(|facts| &facts.reservations).rfind(|kept| kept.address == address);
    if let Some(kept) = kept {
        return Some(format!("{}, for which the host's DHCP server keeps it,", kept.mac));
    }
    let is_own = cx.own_addresses(network).iter().any(|own| own.address() == address);
    is_own.then(|| format!("the host, on {}", network.name))
}

/// The first port that has an address, unless it is this one.
fn of_port(cx: &Context<'_>, (machine, index): (&Machine, usize), network: &Name, address: IpAddr) -> Option<String> {
    let others = cx.index.group(WITH_ADDRESS, address_key(network.as_str(), address));
    let mut others = others.flat_map(|other| other.ports.iter().enumerate().map(move |(index, port)| (other, index, port)));
    let (other, at, its) = others.find(|(_, _, its)| its.network.as_ref() == Some(network) && its.address == Some(address))?;
    let is_self = std::ptr::eq(other, machine) && at == index;
    (!is_self).then(|| format!("{} of {}", its.name, other.name))
}
