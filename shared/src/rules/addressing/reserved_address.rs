//! A port or the host has the first or the last address of an IPv4 prefix.
//!
//! ## What it does
//! Looks at the host's own address on each network, and in each VLAN of an Open vSwitch network, and at the ports' fixed addresses.
//!
//! ## Why
//! The first address is the network's own and the last one is the broadcast address: no host may use either, and guests drop or flood what is sent there.
//!
//! ## Fix
//! Take another address of the prefix; the next free one is offered.
//!
//! ## Source
//! RFC 1122 §3.2.1.3. A /31 and a /32 have no such addresses (RFC 3021).

use std::net::IpAddr;

use crate::{
    diagnostic::Severity,
    model::{Kind, Network},
    rules::{
        Context, Findings, Input, Rule,
        support::{
            edit::Located,
            vlans::{field, label, vlan_of},
        },
    },
    value::{Cidr, Subnet},
};

pub const RULE: Rule = Rule {
    id: "addressing/reserved-address",
    severity: Severity::Error,
    reads: &[Input::Each(Kind::Networks), Input::Named(Kind::Machines), Input::Named(Kind::Clouds), Input::HostNetworks],
    check,
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for network in cx.each(&cx.lab.networks) {
        if let Some(own) = network.ip.filter(|own| !own.subnet().is_usable(own.address())) {
            host(cx, (network, None), "ip", own, findings);
        }
        for (index, segment) in network.segments.iter().enumerate() {
            if let Some(own) = segment.ip.filter(|own| !own.subnet().is_usable(own.address())) {
                host(cx, (network, Some(segment.vlan)), &field(index, segment), own, findings);
            }
        }
        for (machine, port) in cx.index.ports.get(network.name.as_str()).into_iter().flatten() {
            let (Some(address), Some(vlan)) = (port.address, vlan_of(network, port)) else { continue };
            let prefixes: Vec<Subnet> = cx.addresses_in(network, vlan).into_iter().map(Cidr::subnet).collect();
            let Some(subnet) = prefixes.iter().find(|prefix| prefix.contains(address) && !prefix.is_usable(address)) else { continue };
            let field = format!("ports[{}].address", port.name);
            let message = format!("{address} of {} of {} is {}", port.name, machine.name, what(*subnet, address));
            let finding = findings.add(machine.at(&field), message, "take another address");
            if let Some(free) = cx.free_address(&network.name, vlan, address) {
                finding.fix(format!("Move {} of {} to {free}", port.name, machine.name), machine.set(field, free.to_string()));
            }
        }
    }
}

fn host(cx: &Context<'_>, (network, vlan): (&Network, Option<u16>), field: &str, own: Cidr, findings: &mut Findings) {
    let message = format!("the host's address {} on {} is {}", own.address(), label(network, vlan), what(own.subnet(), own.address()));
    let finding = findings.add(network.at(field), message, "take another address for the host");
    if let Some(free) = cx.free_address(&network.name, vlan, own.address()).and_then(|free| Cidr::new(free, own.prefix()))
        && leads_to(network, vlan, field)
    {
        finding.fix(format!("Give the host {free}"), network.set(field, free.to_string()));
    }
}

/// Whether a field is that of the VLAN: a number leads to another one that has it for a name.
fn leads_to(network: &Network, vlan: Option<u16>, field_of: &str) -> bool {
    let alike = network.segments.iter().enumerate().filter(|(index, segment)| field(*index, segment) == field_of);
    vlan.is_none() || alike.count() == 1
}

fn what(subnet: Subnet, address: IpAddr) -> String {
    if address == subnet.first() { format!("the network's own address of {subnet}") } else { format!("the broadcast address of {subnet}") }
}
