//! A port on a network with portgroups is in none of them.
//!
//! ## What it does
//! Looks for ports without a portgroup on Open vSwitch networks whose portgroups carry VLANs and none of which is the default.
//!
//! ## Why
//! The port stands in the bridge without a VLAN: its untagged frames reach no access port, and it gets the tagged frames of all VLANs.
//!
//! ## Fix
//! Name a portgroup (the first ones are offered), or make one the default.
//!
//! ## Source
//! ovs-vswitchd.conf.db(5), "VLAN Configuration": a port without a tag is a trunk of all VLANs; libvirt, "Network XML format", portgroups: the default one is taken where none is named.

use crate::{
    diagnostic::Severity,
    model::NetworkMode,
    rules::{
        Context, Findings, Rule,
        support::{edit::Located, layers::BY_NETWORK},
    },
};

pub const RULE: Rule = Rule { id: "vlan/no-portgroup", severity: Severity::Warning, reads: BY_NETWORK, check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for network in cx.each(&cx.lab.networks).filter(|network| network.mode == NetworkMode::OpenVswitch) {
        let tagged = network.portgroups.iter().any(|group| group.access.is_some() || !group.trunk.is_empty());
        if !tagged || network.portgroups.iter().any(|group| group.default) {
            continue;
        }
        for (machine, port) in cx.index.ports.get(network.name.as_str()).into_iter().flatten() {
            if port.portgroup.is_some() {
                continue;
            }
            let message = format!(
                "{} of {} is in no portgroup of {}: it carries every VLAN, and its untagged frames reach no access port",
                port.name, machine.name, network.name
            );
            let mut finding =
                findings.add(machine.at(format!("ports[{}]", port.name)), message, "name a portgroup, or make one the network's default");
            for group in network.portgroups.iter().take(3) {
                finding = finding.fix(
                    format!("Put it into {}", group.name),
                    machine.set(format!("ports[{}].portgroup", port.name), group.name.as_str()),
                );
            }
        }
    }
}
