//! A machine that runs libvirt itself stands on a network with libvirt's own default prefix.
//!
//! ## What it does
//! Looks at compute nodes with a port on a network that overlaps 192.168.122.0/24. Clouds of TripleO, OpenStack-Ansible and kolla-ansible bring no network `default` of their own, so nodes of theirs are left out, as is a lab with a director.
//!
//! ## Why
//! libvirt in the machine brings the network `default` with the same prefix again: it does not start, or the machine loses its way to the host and out.
//!
//! ## Fix
//! Take another prefix for the network, or remove the network `default` inside the machine before libvirt starts.
//!
//! ## Source
//! Catalogue R64. libvirt `src/network/default.xml.in`; libvirt `src/network/bridge_driver_linux.c`, networkCheckRouteCollision: "Network is already in use by interface".

use std::collections::BTreeSet;

use crate::{
    diagnostic::Severity,
    figures::figures,
    model::{Deployment, Role},
    rules::{
        Context, Findings, Rule,
        support::{edit::Located, gather::gather, layers::GRAPH, renumber::renumber},
    },
};

pub const RULE: Rule = Rule { id: "addressing/nested-default", severity: Severity::Warning, reads: GRAPH, check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    let default = figures().ranges.libvirt_default.value;
    let is_default = |network: &crate::model::Network| cx.own_addresses(network).iter().any(|own| own.subnet().overlaps(default));
    let networks: BTreeSet<&str> =
        gather(cx.lab.networks.iter().filter(|network| is_default(network)).map(|network| network.name.as_str()));
    if networks.is_empty() || cx.lab.machines.iter().any(|machine| machine.role == Role::Director) {
        return;
    }
    let tended = cx.lab.clouds.iter().filter(|cloud| !matches!(cloud.deployment, Deployment::Existing));
    let tended: BTreeSet<&str> = gather(tended.flat_map(|cloud| &cloud.nodes).map(|node| node.machine.as_str()));
    for machine in cx.lab.machines.iter().filter(|machine| machine.role == Role::Compute && !tended.contains(machine.name.as_str())) {
        let Some((port, name)) =
            machine.ports.iter().find_map(|port| Some((port, port.network.as_ref().filter(|name| networks.contains(name.as_str()))?)))
        else {
            continue;
        };
        let message = format!(
            "{} runs guests and has {} on {name}, {default}, which libvirt inside it takes for its own network default",
            machine.name, port.name
        );
        let finding = findings.add(
            machine.at(format!("ports[{}].network", port.name)),
            message,
            "take another prefix for the network, or remove the network default inside the machine",
        );
        if let Some((free, command)) = cx.index.networks.get(name.as_str()).and_then(|network| renumber(cx, network)) {
            finding.fix(format!("Move {name} to {free}"), command);
        }
    }
}
