//! Nobody is there at the gateway of the provisioning network.
//!
//! ## What it does
//! Where the provisioning segment does not lead out of the host, looks for the gateway's address among the director's own, the host's and those of the lab's machines. Machines without a fixed address on the segment may have it; then nothing is said.
//!
//! ## Why
//! The director hands the address to every node as its default route: nodes reach no time server and no registry, and the deployment waits until it times out.
//!
//! ## Fix
//! Take the director's own address with `masquerade`, or the host's.
//!
//! ## Source
//! Catalogue R73. openstack/tripleo-validations validations/check-network-gateway.yaml: the gateway must answer.

use crate::{
    addresses::{Claim, What},
    diagnostic::Severity,
    model::{Kind, Role},
    rules::{Context, Findings, Input, Rule, support::edit::Located},
    topology::{DeviceKind, LinkKind},
};

pub const RULE: Rule = Rule { id: "director/absent-gateway", severity: Severity::Error, reads: READS, check };

/// As other rules at a cloud read the graph, but all machines: one beside the cloud's own may have the gateway's address, and is not around the cloud.
const READS: &[Input] = &[
    Input::Around(Kind::Networks, &[]),
    Input::Fields(Kind::Machines, &["name", "id", "ports", "bonds", "bmc", "role", "boot", "started", "cloudInit"]),
    Input::Around(Kind::Clouds, &[]),
    Input::Around(Kind::Projects, &[]),
    Input::Around(Kind::Servers, &["name", "id", "project", "ports"]),
    Input::Around(Kind::Clusters, &[]),
    Input::HostNetworks,
];

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for cloud in cx.each(&cx.lab.clouds) {
        let Some(director) = cloud.deployment.director() else { continue };
        let Some(gateway) = director.gateway.filter(|gateway| *gateway != director.local_ip.address()) else { continue };
        let topology = cx.topology();
        let Some(segment) = topology.ctlplane(cloud).filter(|segment| !topology.segment(*segment).authority.is_open) else { continue };
        let is_held = |claim: Claim| !matches!(claim, Claim::Gateway | Claim::Endpoint);
        if cx.addresses().on(segment).any(|entry| entry.what == What::Address(gateway) && is_held(entry.claim)) {
            continue;
        }
        // The nodes get their addresses from the director; another machine may have been given the gateway's by hand.
        let by_hand =
            topology.links.iter().filter(|link| link.segment == segment).any(|link| match (link.kind, topology.device(link.device).kind) {
                (LinkKind::Port(port), DeviceKind::Machine(machine)) => {
                    let is_own = machine.name == director.machine || cloud.nodes.iter().any(|node| node.machine == machine.name);
                    port.address.is_none() && !is_own && machine.role != Role::Director
                }
                _ => false,
            });
        if by_hand {
            continue;
        }
        let message = format!(
            "the gateway {gateway} of the director of {} is nobody's on {}, which does not leave the host",
            cloud.name,
            topology.segment(segment).label()
        );
        let finding = findings.add(
            cloud.at("deployment.director.gateway"),
            message,
            "take the director's own address with masquerade, or the host's on that network",
        );
        let own = director.local_ip.address();
        if own.is_ipv4() == gateway.is_ipv4() {
            let commands =
                vec![cloud.set("deployment.director.gateway", own.to_string()), cloud.set("deployment.director.masquerade", true)];
            finding.fix(format!("Let the director at {own} pass packets on"), crate::document::Command::Batch { commands });
        }
    }
}
