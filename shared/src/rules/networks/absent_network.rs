//! The host has no libvirt network that the lab says exists.
//!
//! ## What it does
//! Looks for each network marked `existing` among the host's networks.
//!
//! ## Why
//! The lab does not make such a network; the machines on it could not be defined.
//!
//! ## Fix
//! Correct the name, or take `existing` off so that the lab makes the network, with an address of the host's where it leads out.
//!
//! ## Source
//! libvirt: "Network not found: no network with matching name" (virNetworkLookupByName).

use crate::{
    addresses::blanks::{Filled, host_addresses},
    diagnostic::Severity,
    document::Command,
    model::{Keyed, Network, NetworkMode},
    rules::{
        Context, Findings, Rule,
        support::{
            edit::{Located, nearest},
            layers::EVERYTHING,
        },
    },
};

pub const RULE: Rule = Rule { id: "networks/absent-network", severity: Severity::Error, reads: EVERYTHING, check };

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
            Some(to) => finding.fix(format!("Rename to {to}"), Command::Rename { record: network.reference(), to }),
            None => finding,
        };
        if network.mode != NetworkMode::Bridge && network.dhcp_range().is_none() {
            let existing = network.unset("existing");
            if !leads_out(network) || network.ip.is_some() || network.ip6.is_some() {
                finding.fix("Let the lab make it", existing);
            } else if let Some(offer) = address(cx, network) {
                finding
                    .fix(format!("Let the lab make it, with {}", offer.value), Command::Batch { commands: vec![existing, offer.command] });
            }
        }
    }
}

fn leads_out(network: &Network) -> bool {
    matches!(network.mode, NetworkMode::Nat | NetworkMode::Routed)
}

/// What the host would have on a network that the lab makes instead.
fn address(cx: &Context<'_>, network: &Network) -> Option<Filled> {
    let mut lab = cx.lab.clone();
    lab.networks.for_each_mut(|own| own.existing &= own.id() != network.id());
    let subject = network.at("ip");
    host_addresses(&lab, cx.facts).into_iter().find(|offer| offer.subject == subject)
}
