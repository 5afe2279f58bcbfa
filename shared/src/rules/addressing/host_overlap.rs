//! A network's prefix overlaps one that the host uses already.
//!
//! ## What it does
//! Compares the prefixes of the networks that the lab makes with the host's other libvirt networks, its interfaces and its routes. It is an error when the lab's prefix is the same or takes in the host's; a warning when it is a part of a wider one, or when the host's network is off.
//!
//! ## Why
//! libvirt refuses to start a network whose prefix the host has a route for. With a prefix of another length it starts, and whatever the host reached there before goes into the lab.
//!
//! ## Fix
//! Give the network another prefix. The lowest free one is offered; the DHCP range and the machines' fixed addresses move along.
//!
//! ## Source
//! Catalogue R64. libvirt `src/network/bridge_driver_linux.c`, networkCheckRouteCollision: "Network is already in use by interface".

use crate::{
    diagnostic::Severity,
    facts::HostFacts,
    model::{Kind, NetworkMode},
    rules::{
        Context, Findings, Input, Rule,
        support::{edit::Located, renumber::renumber},
    },
    value::Subnet,
};

pub const RULE: Rule = Rule {
    id: "addressing/host-overlap",
    severity: Severity::Error,
    reads: &[Input::Records(Kind::Networks), Input::Named(Kind::Machines), Input::HostNetworks],
    check,
};

/// A prefix of the host's: what has it, and whether that is on.
type Used = (Subnet, String, bool);

fn check(cx: &Context<'_>, findings: &mut Findings) {
    let Some(facts) = cx.facts else { return };
    let used = prefixes(cx, facts);
    for network in cx.lab.networks.iter().filter(|network| !network.existing && network.mode != NetworkMode::Bridge) {
        for own in network.ip.iter().chain(&network.ip6) {
            let mine = own.subnet();
            let worst = used
                .iter()
                .filter(|(theirs, ..)| theirs.overlaps(mine))
                .map(|used| (severity(mine, used), used))
                .min_by_key(|(severity, _)| *severity);
            let Some((severity, (theirs, holder, is_on))) = worst else { continue };
            let field = if mine.is_ipv4() { "ip" } else { "ip6" };
            let off = if *is_on { "" } else { ", which is off now" };
            let message = format!("{mine} of {} overlaps {theirs} of the host's {holder}{off}", network.name);
            let finding =
                findings.add(network.at(field), message, "give the network a prefix that the host does not use").severity(severity);
            if let Some((free, command)) = renumber(cx, network).filter(|_| mine.is_ipv4()) {
                finding.fix(format!("Move {} to {free}", network.name), command);
            }
        }
    }
}

fn severity(mine: Subnet, (theirs, _, is_on): &Used) -> Severity {
    if *is_on && mine.prefix() <= theirs.prefix() { Severity::Error } else { Severity::Warning }
}

fn prefixes(cx: &Context<'_>, facts: &HostFacts) -> Vec<Used> {
    let mut used = Vec::new();
    for network in &facts.networks {
        // A network that the lab uses is compared as the lab's; one that the lab made is the same network.
        let is_known = cx.index.networks.get(network.name.as_str()).is_some_and(|own| own.existing) || cx.is_ours(network.mark.as_ref());
        if !is_known {
            used.extend(network.addresses.iter().map(|own| (own.subnet(), format!("network {}", network.name), network.active)));
        }
    }
    for interface in facts.interfaces.iter().flatten() {
        used.extend(interface.addresses.iter().map(|own| (own.subnet(), format!("interface {}", interface.name), true)));
    }
    used.extend(facts.routes.iter().flatten().filter(|route| route.prefix() > 0).map(|route| (*route, "routes".to_owned(), true)));
    used
}
