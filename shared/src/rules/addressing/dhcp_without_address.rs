//! A network has a DHCP range but no address of the host's.
//!
//! ## What it does
//! Looks for a host address of the range's family on each network with a range.
//!
//! ## Why
//! libvirt's server stands on the host's address and takes the prefix from it: without one there is no server, and every machine waits for its lease.
//!
//! ## Fix
//! Give the host an address on the network. One before the range, in a /24 around it, is offered.
//!
//! ## Source
//! libvirt documentation, "Network XML format", "Addressing": `<dhcp>` stands inside `<ip>`.

use std::net::IpAddr;

use crate::{
    diagnostic::Severity,
    model::{Kind, Network, NetworkMode},
    rules::{Context, Findings, Input, Rule, support::edit::Located},
    value::{Cidr, IpRange},
};

use crate::rules::support::range::own_for;

pub const RULE: Rule = Rule {
    id: "addressing/dhcp-without-address",
    severity: Severity::Error,
    reads: &[Input::Records(Kind::Networks), Input::Named(Kind::Machines), Input::HostNetworks],
    check,
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for network in cx.lab.networks.iter().filter(|network| !network.existing && network.mode != NetworkMode::Bridge) {
        let Some(range) = network.dhcp_range().filter(|range| own_for(network, range).is_none()) else { continue };
        let family = if range.start.is_ipv4() { "IPv4" } else { "IPv6" };
        let message = format!("{} hands out {range}, but the host has no {family} address on it", network.name);
        let finding = findings.add(network.at("dhcp"), message, "give the host an address on the network");
        if let Some(own) = address_for(cx, network, range) {
            finding.fix(format!("Give the host {own}"), network.set("ip", own.to_string()));
        }
    }
}

/// The lowest address of the /24 around the range that is neither in it nor taken, if the /24 is free.
fn address_for(cx: &Context<'_>, network: &Network, range: &IpRange) -> Option<Cidr> {
    let IpAddr::V4(start) = range.start else { return None };
    let subnet = Cidr::new(range.start, 24)?.subnet();
    if !subnet.contains(range.end) || cx.used_prefixes().iter().any(|used| used.overlaps(subnet)) {
        return None;
    }
    let ports = cx.index.ports.get(network.name.as_str());
    let taken = |address: IpAddr| range.contains(address) || ports.into_iter().flatten().any(|(_, port)| port.address == Some(address));
    let base = u32::from(start) & 0xffff_ff00;
    let free = (base + 1..base + 255).map(|address| IpAddr::V4(address.into())).find(|address| !taken(*address))?;
    Cidr::new(free, 24)
}
