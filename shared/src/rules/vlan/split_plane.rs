//! The nodes of a plane are in different segments.
//!
//! ## What it does
//! Follows each plane with a link to the network and VLAN in which the frames of each node arrive, and compares them.
//!
//! ## Why
//! Nodes on different networks or VLANs do not hear each other, although every one of them is set up as the plane asks.
//!
//! ## Fix
//! Put the ports of the link on one network and into portgroups that lead to one VLAN.
//!
//! ## Source
//! Catalogue R37, R41. IEEE 802.1Q-2018 §6 (a VLAN is one broadcast domain); openstack/tripleo-docs deploy-guide/source/features/network_isolation.rst: all nodes of a network share its VLAN.

use crate::{
    diagnostic::Severity,
    rules::{
        Context, Findings, Rule,
        support::{edit::Located, layers::AROUND, parts::parts},
    },
    topology::{Carried, Stand, link_ports, plane_nodes},
};

pub const RULE: Rule = Rule { id: "vlan/split-plane", severity: Severity::Error, reads: AROUND, check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for cloud in cx.each(&cx.lab.clouds) {
        for plane in parts(&cloud.planes) {
            let Some(link) = &plane.link else { continue };
            let mut first: Option<(&str, Option<u16>, String)> = None;
            for (_, machine) in plane_nodes(cloud, plane, |name| cx.index.machines.get(name).copied()) {
                // The ports of a bond are compared with each other by bonds/different-networks.
                let Some(port) = link_ports(machine, link.as_str()).and_then(|ports| ports.first().copied()) else { continue };
                let Some(network) = port.network.as_ref().and_then(|name| cx.index.networks.get(name.as_str())) else { continue };
                let Carried::In(vlan) = Stand::of(network, port).carry(plane.vlan) else { continue };
                let here = format!("{} of {}", port.name, machine.name);
                let Some((other_network, other_vlan, other)) = &first else {
                    first = Some((network.name.as_str(), vlan, here));
                    continue;
                };
                if (network.name.as_str(), vlan) != (other_network, *other_vlan) {
                    let place = |network: &str, vlan: Option<u16>| match vlan {
                        Some(vlan) => format!("VLAN {vlan} of {network}"),
                        None => format!("{network}, untagged"),
                    };
                    let message = format!(
                        "{} of {} is in two segments: {here} is in {}, {other} in {}",
                        plane.name,
                        cloud.name,
                        place(network.name.as_str(), vlan),
                        place(other_network, *other_vlan)
                    );
                    findings.add(cloud.at(format!("planes[{}].link", plane.name)), message, "put the ports of the link into one segment");
                    break;
                }
            }
        }
    }
}
