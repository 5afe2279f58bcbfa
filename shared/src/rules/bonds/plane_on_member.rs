//! A plane stands on a port that belongs to a bond.
//!
//! ## What it does
//! Looks whether the link of each plane is, on one of its nodes, a port of a bond there.
//!
//! ## Why
//! A port of a bond carries no addresses or VLANs of its own: what it receives goes to the bond.
//!
//! ## Fix
//! Put the plane on the bond; it is offered where all nodes have it.
//!
//! ## Source
//! Linux Documentation/networking/bonding.rst, "Configuring Bonding Manually": slaves have no IP addresses or VLANs of their own.

use crate::{
    diagnostic::Severity,
    rules::{
        Context, Findings, Rule,
        support::{edit::Located, layers::BY_CLOUD, parts::parts},
    },
    topology::plane_nodes,
};

pub const RULE: Rule = Rule { id: "bonds/plane-on-member", severity: Severity::Error, reads: BY_CLOUD, check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for cloud in cx.each(&cx.lab.clouds) {
        for plane in parts(&cloud.planes) {
            let Some(link) = &plane.link else { continue };
            let nodes = plane_nodes(cloud, plane, |name| cx.index.machines.get(name).copied());
            let member =
                nodes.iter().find_map(|(_, machine)| Some((machine, machine.bonds.iter().find(|bond| bond.ports.contains(link))?)));
            let Some((machine, bond)) = member else { continue };
            let field = format!("planes[{}].link", plane.name);
            let message =
                format!("{} of {} stands on {link}, which is a port of {} on {}", plane.name, cloud.name, bond.name, machine.name);
            let finding = findings.add(cloud.at(&field), message, format!("put the plane on {}", bond.name));
            if nodes.iter().all(|(_, machine)| machine.bonds.iter().any(|other| other.name == bond.name)) {
                finding.fix(format!("Put it on {}", bond.name), cloud.set(field, bond.name.as_str()));
            }
        }
    }
}
