//! The host has no bridge of the name that a network uses.
//!
//! ## What it does
//! Compares the bridge of each network in mode `bridge` with the host's interfaces and the bridges of its libvirt networks.
//!
//! ## Why
//! libvirt defines the network, and every machine on it fails to start: "Cannot get interface MTU on 'br0': No such device".
//!
//! ## Fix
//! Name a bridge that the host has (the likeliest are offered), or make the bridge first.
//!
//! ## Source
//! libvirt documentation, "Network XML format", "Using an existing host bridge": the bridge must exist.

use crate::{
    diagnostic::Severity,
    model::{Kind, NetworkMode},
    rules::{
        Context, Findings, Input, Rule,
        support::edit::{Located, nearest},
    },
};

use crate::rules::support::bridges::host_bridges;

pub const RULE: Rule =
    Rule { id: "networks/absent-bridge", severity: Severity::Error, reads: &[Input::Each(Kind::Networks), Input::HostNetworks], check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    let Some((facts, interfaces)) = cx.facts.and_then(|facts| Some((facts, facts.interfaces.as_ref()?))) else { return };
    for network in cx.each(&cx.lab.networks).filter(|network| network.mode == NetworkMode::Bridge && !network.existing) {
        let Some(bridge) = &network.bridge else { continue };
        let plain = interfaces.iter().find(|interface| interface.name == bridge.as_str());
        let is_libvirts = facts.networks.iter().any(|other| other.bridge.as_deref() == Some(bridge.as_str()));
        let message = match plain {
            Some(interface) if interface.bridge => continue,
            None if is_libvirts => continue,
            Some(_) => format!("{bridge}, which {} uses, is an interface of {} but no bridge", network.name, facts.name),
            None => format!("{} has no bridge {bridge}, which {} uses", facts.name, network.name),
        };
        let known = host_bridges(cx).unwrap_or_default();
        let likely = nearest(bridge.as_str(), known.iter().copied());
        let mut finding = findings.add(network.at("bridge"), message, "name a bridge that the host has, or make this one first");
        for other in likely.into_iter().chain(known.iter().copied().filter(|other| Some(*other) != likely)).take(3) {
            finding = finding.fix(format!("Use {other}"), network.set("bridge", other));
        }
    }
}
