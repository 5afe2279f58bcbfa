//! Two ports of one network have the same fixed address.
//!
//! ## What it does
//! Compares the fixed addresses of all ports on each network, the host's own addresses there, and what an existing network keeps for others. On an Open vSwitch network each VLAN is looked at by itself: in two VLANs one address is two.
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
    model::{Kind, Machine, Network, Port},
    rules::{
        Context, Findings, Input, Rule,
        groups::{WITH_ADDRESS, address_key},
        support::{
            edit::Located,
            vlans::{are_together, label, vlan_of},
        },
    },
    value::Name,
};

pub const RULE: Rule = Rule {
    id: "addressing/duplicate-address",
    severity: Severity::Error,
    reads: &[Input::Named(Kind::Networks), Input::Each(Kind::Machines), Input::Named(Kind::Clouds), Input::HostNetworks],
    check,
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for machine in cx.each(&cx.lab.machines) {
        for (index, port) in machine.ports.iter().enumerate() {
            let (Some(name), Some(address)) = (&port.network, port.address) else { continue };
            let network = cx.index.networks.get(name.as_str()).copied();
            let of_host = network.and_then(|network| of_host(cx, network, port, address));
            let Some(holder) = of_host.or_else(|| of_port(cx, (machine, index), network, name, address)) else { continue };
            let here = format!("{} of {}", port.name, machine.name);
            let field = format!("ports[{}].address", port.name);
            let finding = findings.add(
                machine.at(&field),
                format!("{here} has {address}, which {holder} has too"),
                "give one of them another address",
            );
            let vlan = network.and_then(|network| vlan_of(network, port)).unwrap_or_default();
            if let Some(free) = cx.free_address(name, vlan, address) {
                finding.fix(format!("Move {here} to {free}"), machine.set(field, free.to_string()));
            }
        }
    }
}

/// What of the host has an address where a port stands.
fn of_host(cx: &Context<'_>, network: &Network, port: &Port, address: IpAddr) -> Option<String> {
    let kept = cx.existing_network(network).into_iter().flat_map(|facts| &facts.reservations).rfind(|kept| kept.address == address);
    if let Some(kept) = kept {
        return Some(format!("{}, for which the host's DHCP server keeps it,", kept.mac));
    }
    let vlan = vlan_of(network, port)?;
    let is_own = cx.addresses_in(network, vlan).iter().any(|own| own.address() == address);
    is_own.then(|| format!("the host, on {}", label(network, vlan)))
}

/// The first port that has an address where this one stands, unless it is this one.
fn of_port(
    cx: &Context<'_>,
    (machine, index): (&Machine, usize),
    network: Option<&Network>,
    name: &Name,
    address: IpAddr,
) -> Option<String> {
    let port = machine.ports.get(index)?;
    let others = cx.index.group(WITH_ADDRESS, address_key(name.as_str(), address));
    let mut others = others.flat_map(|other| other.ports.iter().enumerate().map(move |(index, port)| (other, index, port)));
    let is_here = |its: &Port| {
        its.network.as_ref() == Some(name) && its.address == Some(address) && network.is_none_or(|network| are_together(network, port, its))
    };
    let (other, at, its) = others.find(|(_, _, its)| is_here(its))?;
    let is_self = std::ptr::eq(other, machine) && at == index;
    (!is_self).then(|| format!("{} of {}", its.name, other.name))
}
