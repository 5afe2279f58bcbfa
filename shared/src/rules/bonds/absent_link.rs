//! A plane stands on a link that its nodes do not have.
//!
//! ## What it does
//! Looks up the link of each plane, a bond or a port, on the nodes that stand on the plane by what it is for: tunnels on controllers and compute nodes, storage on Ceph nodes too, and so on. Where some of the nodes have the link, the others are named.
//!
//! ## Why
//! The template that configures the nodes names an interface that is not there, and the deployment of those nodes fails.
//!
//! ## Fix
//! Give the nodes the bond or port, or put the plane on a link that they have.
//!
//! ## Source
//! Catalogue R55. openstack/os-net-config README; openstack/tripleo-docs deploy-guide/source/features/network_isolation.rst: the NIC templates name interfaces of every node of a role.

use crate::{
    diagnostic::Severity,
    rules::{
        Context, Findings, Rule,
        support::{
            edit::{Located, several},
            layers::BY_CLOUD,
            parts::parts,
        },
    },
    topology::{link_ports, plane_nodes},
};

pub const RULE: Rule = Rule { id: "bonds/absent-link", severity: Severity::Error, reads: BY_CLOUD, check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for cloud in cx.each(&cx.lab.clouds) {
        for plane in parts(&cloud.planes) {
            let Some(link) = &plane.link else { continue };
            let nodes = plane_nodes(cloud, plane, |name| cx.index.machines.get(name).copied());
            let without: Vec<&str> = nodes
                .iter()
                .filter(|(_, machine)| link_ports(machine, link.as_str()).is_none())
                .map(|(_, machine)| machine.name.as_str())
                .collect();
            let Some(first) = without.first() else { continue };
            let others = match without.len() - 1 {
                0 => "does not have".to_owned(),
                more => format!("and {} do not have", several(more, "more node", "more nodes")),
            };
            let message = format!("{} of {} stands on {link}, which {first} {others}", plane.name, cloud.name);
            findings.add(
                cloud.at(format!("planes[{}].link", plane.name)),
                message,
                "give the nodes that bond or port, or take a link that they have",
            );
        }
    }
}
