//! Two tenant networks of a cloud have the same segment.
//!
//! ## What it does
//! Compares the VNIs, or VLANs, that tenant networks of one cloud state.
//!
//! ## Why
//! A segment is one broadcast domain: Neutron refuses the second network ("Unable to create the network. The tunnel ID … is in use.").
//!
//! ## Fix
//! Give one of them another segment, or leave it to Neutron (offered).
//!
//! ## Source
//! Catalogue R42. openstack/neutron-lib `neutron_lib/exceptions/__init__.py`, TunnelIdInUse and VlanIdInUse.

use std::collections::BTreeMap;

use crate::{
    diagnostic::Severity,
    rules::{
        Context, Findings, Rule,
        support::{edit::Located, layers::GRAPH, parts::parts},
    },
};

pub const RULE: Rule = Rule { id: "vlan/duplicate-vni", severity: Severity::Error, reads: GRAPH, check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    let mut holders = BTreeMap::new();
    for project in cx.lab.projects.iter() {
        for network in parts(&project.networks) {
            let Some(segment) = network.segment else { continue };
            let here = format!("{} of {}", network.name, project.name);
            let Some(other) = holders.get(&(project.cloud.as_str(), segment)) else {
                holders.insert((project.cloud.as_str(), segment), here);
                continue;
            };
            let field = format!("networks[{}].segment", network.name);
            findings
                .add(project.at(&field), format!("{here} has segment {segment}, which {other} has too"), "give one of them another segment")
                .fix("Leave it to Neutron", project.unset(field));
        }
    }
}
