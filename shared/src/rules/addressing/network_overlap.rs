//! The prefixes of two of the lab's networks overlap.
//!
//! ## What it does
//! Compares the prefixes of all networks of the lab, those of existing networks included.
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
    model::Kind,
    rules::{
        Context, Findings, Input, Rule,
        support::{edit::Located, renumber::renumber},
    },
};

pub const RULE: Rule = Rule {
    id: "addressing/network-overlap",
    severity: Severity::Error,
    reads: &[Input::Records(Kind::Networks), Input::Named(Kind::Machines), Input::HostNetworks],
    check,
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    let mut prefixes = Vec::new();
    for (index, network) in cx.lab.networks.iter().enumerate() {
        for own in cx.own_addresses(network) {
            prefixes.push((own.subnet().first(), own.prefix(), index, own.subnet(), network));
        }
    }
    // Prefixes either lie inside one another or apart: sorted, one that overlaps any lies inside the last one that is still open.
    prefixes.sort_by_key(|(first, length, index, ..)| (*first, *length, *index));
    let mut open: Vec<(usize, crate::value::Subnet, &crate::model::Network)> = Vec::new();
    for (_, _, index, subnet, network) in prefixes {
        open.retain(|(_, outer, _)| outer.overlaps(subnet));
        if let Some((other_index, other_subnet, other)) = open.iter().rev().find(|(_, _, other)| !std::ptr::eq(*other, network)) {
            let is_later = index > *other_index;
            let later_is_fixed = if is_later { network.existing } else { other.existing };
            let ((mine, subject), (theirs, beside)) = if is_later != later_is_fixed {
                ((subnet, network), (*other_subnet, *other))
            } else {
                ((*other_subnet, *other), (subnet, network))
            };
            let field = if mine.is_ipv4() { "ip" } else { "ip6" };
            let finding = findings.add(
                subject.at(field),
                format!("{mine} of {} overlaps {theirs} of {}", subject.name, beside.name),
                "give one of the networks another prefix",
            );
            if let Some((free, command)) = renumber(cx, subject).filter(|_| mine.is_ipv4()) {
                finding.fix(format!("Move {} to {free}", subject.name), command);
            }
        }
        open.push((index, subnet, network));
    }
}
