//! Machines boot over a network on which nobody serves PXE.
//!
//! ## What it does
//! Looks for a director or bastion with a port on each network that machines boot from. A bridge of the host's is left out: the LAN behind it may have a server.
//!
//! ## Why
//! The firmware asks for an address and a boot file until it gives up, and the machine stops with "No bootable device".
//!
//! ## Fix
//! Give a director or bastion a port on the network (offered where there is one), or let the machines boot from disk.
//!
//! ## Source
//! Catalogue R36. tripleo-docs, environments/baremetal: the nodes boot from the provisioning network of the undercloud.

use std::collections::BTreeMap;

use crate::{
    diagnostic::Severity,
    document::Command,
    model::{Kind, Machine, NetworkMode, Role},
    rules::{
        Context, Findings, Input, Rule,
        support::edit::{Located, several},
    },
};

use crate::rules::support::pxe::boot_network;

pub const RULE: Rule = Rule {
    id: "networks/pxe-without-server",
    severity: Severity::Warning,
    reads: &[Input::Records(Kind::Networks), Input::Fields(Kind::Machines, &["name", "id", "role", "boot", "ports"])],
    check,
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    let mut boots: BTreeMap<&str, usize> = BTreeMap::new();
    for name in cx.lab.machines.iter().filter_map(boot_network) {
        *boots.entry(name.as_str()).or_default() += 1;
    }
    let serves = |machine: &Machine| matches!(machine.role, Role::Director | Role::Bastion);
    for network in cx.lab.networks.iter().filter(|network| network.mode != NetworkMode::Bridge) {
        let Some(count) = boots.get(network.name.as_str()) else { continue };
        if cx.index.ports.get(network.name.as_str()).into_iter().flatten().any(|(machine, _)| serves(machine)) {
            continue;
        }
        let message = format!(
            "no director or bastion has a port on {}, from which {}",
            network.name,
            several(*count, "machine boots", "machines boot")
        );
        let finding =
            findings.add(network.here(), message, "give a director or bastion a port on the network, or boot the machines from disk");
        if let Some(server) = cx.lab.machines.iter().find(|machine| serves(machine)) {
            let name = (0..)
                .map(|number| format!("eth{number}"))
                .find(|name| server.ports.iter().all(|port| port.name != *name.as_str()))
                .unwrap_or_default();
            let command = Command::Append {
                record: server.reference(),
                field: "ports".to_owned(),
                value: serde_json::json!({ "name": name, "network": network.name.as_str() }),
            };
            finding.fix(format!("Give {} a port {name} on {}", server.name, network.name), command);
        }
    }
}
