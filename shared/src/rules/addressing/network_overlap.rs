//! The prefixes of two of the lab's networks overlap.
//!
//! ## What it does
//! Compares the prefixes of all networks of the lab, those of existing networks and of the host in VLANs of Open vSwitch networks included.
//!
//! ## Why
//! The host has one routing table. For an address in both prefixes it takes the longer one, or whichever route came first, so one of the networks loses its traffic.
//!
//! ## Fix
//! Give one of the networks another prefix. The lowest free one is offered; the DHCP range and the machines' fixed addresses move along.
//!
//! ## Source
//! Catalogue R60, R64. RFC 1812 §5.2.4.3 (longest match); libvirt `src/network/bridge_driver_linux.c`, networkCheckRouteCollision: "Network is already in use by interface".

use crate::{
    diagnostic::Severity,
    model::{Kind, Network},
    rules::{
        Context, Findings, Input, Rule,
        support::{
            edit::Located,
            renumber::renumber,
            vlans::{field, label},
        },
    },
    value::{Cidr, Subnet},
};

pub const RULE: Rule = Rule {
    id: "addressing/network-overlap",
    severity: Severity::Error,
    reads: &[Input::Records(Kind::Networks), Input::Named(Kind::Machines), Input::HostNetworks],
    check,
};

/// A prefix of the host's.
struct Own<'a> {
    subnet: Subnet,
    network: &'a Network,
    vlan: Option<u16>,
    field: String,
    /// Where it stands in the lab.
    order: usize,
}

fn check(cx: &Context<'_>, findings: &mut Findings) {
    let mut prefixes: Vec<Own<'_>> = Vec::new();
    for network in cx.lab.networks.iter() {
        let mut add = |subnet: Subnet, vlan: Option<u16>, field: String| {
            let order = prefixes.len();
            prefixes.push(Own { subnet, network, vlan, field, order });
        };
        for subnet in cx.own_addresses(network).into_iter().map(Cidr::subnet) {
            add(subnet, None, if subnet.is_ipv4() { "ip" } else { "ip6" }.to_owned());
        }
        for (index, segment) in network.segments.iter().enumerate() {
            if let Some(own) = segment.ip {
                add(own.subnet(), Some(segment.vlan), field(index, segment));
            }
        }
    }
    // Prefixes either lie inside one another or apart: sorted, one that overlaps any lies inside the last one that is still open.
    prefixes.sort_by_key(|own| (own.subnet.first(), own.subnet.prefix(), own.order));
    let mut open: Vec<&Own<'_>> = Vec::new();
    for own in &prefixes {
        open.retain(|outer| outer.subnet.overlaps(own.subnet));
        let is_apart = |other: &&&Own<'_>| !std::ptr::eq(other.network, own.network) || other.vlan != own.vlan;
        if let Some(other) = open.iter().rev().find(is_apart).copied() {
            let is_later = own.order > other.order;
            let later_is_fixed = if is_later { own.network.existing } else { other.network.existing };
            let (mine, theirs) = if is_later != later_is_fixed { (own, other) } else { (other, own) };
            let finding = findings.add(
                mine.network.at(&mine.field),
                format!(
                    "{} of {} overlaps {} of {}",
                    mine.subnet,
                    label(mine.network, mine.vlan),
                    theirs.subnet,
                    label(theirs.network, theirs.vlan)
                ),
                "give one of the networks another prefix",
            );
            if let Some((free, command)) = renumber(cx, mine.network).filter(|_| mine.subnet.is_ipv4() && mine.vlan.is_none()) {
                finding.fix(format!("Move {} to {free}", mine.network.name), command);
            }
        }
        open.push(own);
    }
}
