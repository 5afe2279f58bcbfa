//! The ports of a bond are on different networks, or in portgroups with different VLANs.
//!
//! ## What it does
//! Compares the networks of each bond's ports, and on Open vSwitch networks how they stand there.
//!
//! ## Why
//! A bond is one link. When it fails over to the other port, its addresses appear on another network, where nobody knows them.
//!
//! ## Fix
//! Put the ports on one network and into one portgroup; the first port's is offered.
//!
//! ## Source
//! Linux Documentation/networking/bonding.rst, "active-backup": the bond's MAC address is visible on one port; all ports lead to one L2 network.

use crate::{
    diagnostic::Severity,
    document::Command,
    rules::{
        Context, Findings, Rule,
        support::{edit::Located, layers::BY_MACHINE, parts::parts},
    },
    topology::Stand,
};

pub const RULE: Rule = Rule { id: "bonds/different-networks", severity: Severity::Error, reads: BY_MACHINE, check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for machine in cx.each(&cx.lab.machines) {
        for bond in parts(&machine.bonds) {
            let mut ports = bond.ports.iter().filter_map(|name| machine.ports.iter().find(|port| port.name == *name));
            let Some(first) = ports.next() else { continue };
            let stand = |port: &crate::model::Port| {
                let network = cx.index.networks.get(port.network.as_ref()?.as_str()).copied()?;
                Some(Stand::of(network, port))
            };
            let label = |port: &crate::model::Port| match (&port.network, &port.portgroup) {
                (Some(network), Some(group)) => format!("{} on {network} ({group})", port.name),
                (Some(network), None) => format!("{} on {network}", port.name),
                (None, _) => format!("{} unplugged", port.name),
            };
            for port in ports {
                let is_one = port.network == first.network
                    && match (stand(first), stand(port)) {
                        (Some(Stand::Unknown) | None, _) | (_, Some(Stand::Unknown) | None) => true,
                        (Some(one), Some(other)) => one == other,
                    };
                if is_one {
                    continue;
                }
                let mut commands = vec![machine.unset(format!("ports[{}].portgroup", port.name))];
                if let Some(network) = &first.network {
                    commands.push(machine.set(format!("ports[{}].network", port.name), network.as_str()));
                }
                if let Some(group) = &first.portgroup {
                    commands.push(machine.set(format!("ports[{}].portgroup", port.name), group.as_str()));
                }
                let message =
                    format!("{} of {} joins ports that are not on one network: {}, {}", bond.name, machine.name, label(first), label(port));
                let finding =
                    findings.add(machine.at(format!("bonds[{}].ports", bond.name)), message, "put the ports of a bond on one network");
                if first.network.is_some() && bond.ports.len() == 2 {
                    finding.fix(format!("Put {} beside {}", port.name, first.name), Command::Batch { commands });
                }
                break;
            }
        }
    }
}
