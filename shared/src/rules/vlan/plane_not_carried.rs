//! A port that a plane stands on does not carry the plane's frames.
//!
//! ## What it does
//! Follows each plane with a link to the ports of its nodes, and asks their portgroups what happens to frames with the plane's VLAN, or without one: an access port drops tagged frames, a trunk those whose tag it does not list, and untagged ones where it has no native VLAN.
//!
//! ## Why
//! Open vSwitch drops the frames without a word: the deployment waits for nodes that never answer on that plane.
//!
//! ## Fix
//! Add the VLAN to the trunk (offered), make the plane untagged on an access port (offered), or put the ports into another portgroup.
//!
//! ## Source
//! Catalogue R41. ovs-vswitchd.conf.db(5), "VLAN Configuration": "Any packet that ingresses on a trunk port tagged with a VLAN that the port does not trunk is dropped".

use std::collections::BTreeMap;

use crate::{
    diagnostic::Severity,
    document::Command,
    rules::{
        Context, Findings, Rule,
        support::{
            edit::{Located, several},
            layers::BY_CLOUD,
            parts::parts,
        },
    },
    topology::{Carried, Stand, link_ports, plane_nodes, stand::portgroup},
};

pub const RULE: Rule = Rule { id: "vlan/plane-not-carried", severity: Severity::Error, reads: BY_CLOUD, check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for cloud in cx.each(&cx.lab.clouds) {
        for plane in parts(&cloud.planes) {
            let Some(link) = &plane.link else { continue };
            // By portgroup: the ports of many nodes are in few.
            let mut dropped: BTreeMap<(&str, &str), Vec<String>> = BTreeMap::new();
            for (_, machine) in plane_nodes(cloud, plane, |name| cx.index.machines.get(name).copied()) {
                for port in link_ports(machine, link.as_str()).unwrap_or_default() {
                    let Some(network) = port.network.as_ref().and_then(|name| cx.index.networks.get(name.as_str())) else { continue };
                    let Some(group) = portgroup(network, port) else { continue };
                    if Stand::of(network, port).carry(plane.vlan) == Carried::Dropped {
                        let here = format!("{} of {}", port.name, machine.name);
                        dropped.entry((network.name.as_str(), group.name.as_str())).or_default().push(here);
                    }
                }
            }
            for ((network, group), ports) in dropped {
                let Some(network) = cx.index.networks.get(network).copied() else { continue };
                let Some(group) = network.portgroups.iter().find(|own| own.name == *group) else { continue };
                let what = match plane.vlan {
                    Some(vlan) => format!("frames of VLAN {vlan}"),
                    None => "untagged frames".to_owned(),
                };
                let why = match group.access {
                    Some(access) => format!("an access port of VLAN {access}"),
                    None => format!("a trunk of {}", group.trunk.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")),
                };
                let others = match ports.len() - 1 {
                    0 => String::new(),
                    more => format!(" and {}", several(more, "more port", "more ports")),
                };
                let message = format!(
                    "{} of {} sends {what} over {}{others}, but portgroup {} of {} is {why} and drops them",
                    plane.name, cloud.name, ports[0], group.name, network.name
                );
                let field = format!("planes[{}].{}", plane.name, if plane.vlan.is_some() { "vlan" } else { "link" });
                let finding =
                    findings.add(cloud.at(&field), message, "let the portgroup carry the plane, or take another link or VLAN for it");
                match (plane.vlan, group.access) {
                    (Some(vlan), None) => {
                        let field = format!("portgroups[{}].trunk", group.name);
                        let add = Command::Append { record: network.reference(), field, value: vlan.into() };
                        finding.fix(format!("Add {vlan} to portgroup {}", group.name), add);
                    }
                    (Some(vlan), Some(access)) if vlan == access => drop(finding.fix("Send the plane untagged", cloud.unset(field))),
                    _ => {}
                }
            }
        }
    }
}
