//! The host has no libvirt network that the lab says exists.
//!
//! ## What it does
//! Looks for each network marked `existing` among the host's networks.
//!
//! ## Why
//! The lab does not make such a network; the machines on it could not be defined.
//!
//! ## Fix
//! Correct the name, or take `existing` off so that the lab makes the network.
//!
//! ## Source
//! libvirt: "Network not found: no network with matching name" (virNetworkLookupByName).

use crate::{
    diagnostic::Severity,
    model::{Kind, NetworkMode},
    rules::{
        Context, Findings, Input, Rule,
        support::edit::{Located, nearest},
    },
};

pub const RULE: Rule =
    Rule { id: "networks/absent-network", severity: Severity::Error, reads: &[Input::Records(Kind::Networks), Input::HostNetworks], check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    let Some(facts) = cx.facts else { return };
    for network in cx.lab.networks.iter().filter(|network| network.existing && facts.network(network.name.as_str()).is_none()) {
        let likely = nearest(
            network.name.as_str(),
            facts.networks.iter().map(|other| other.name.as_str()).filter(|name| !cx.index.networks.contains_key(name)),
        );
        let meant = likely.map(|name| format!("; did you mean {name}?")).unwrap_or_default();
        let message = format!("{} has no network {}{meant}", facts.name, network.name);
        let finding = findings.add(network.at("existing"), message, "correct the name, or let the lab make the network");
        let finding = match likely.and_then(|name| name.parse().ok()) {
            Some(to) => finding.fix(format!("Rename to {to}"), crate::document::Command::Rename { record: network.reference(), to }),
            None => finding,
        };
        if network.mode != NetworkMode::Bridge && network.dhcp_range().is_none() {
            finding.fix("Let the lab make it", network.unset("existing"));
        }
    }
}
