//! Two planes of a cloud, or a plane and an external network, share a VLAN.
//!
//! ## What it does
//! Compares the VLANs of the planes of each cloud that stand on one link or network, and of its external networks on the same network.
//!
//! ## Why
//! Two prefixes in one broadcast domain: the deployment configures one interface twice, and what was to be kept apart hears each other.
//!
//! ## Fix
//! Give one of them a VLAN of its own.
//!
//! ## Source
//! Catalogue R42. openstack/tripleo-docs deploy-guide/source/features/network_isolation.rst: every isolated network has a VLAN of its own.

use std::collections::BTreeMap;

use crate::{
    diagnostic::Severity,
    rules::{
        Context, Findings, Rule,
        support::{edit::Located, layers::AROUND, parts::parts},
    },
    topology::SegmentId,
};

pub const RULE: Rule = Rule { id: "vlan/duplicate-purpose", severity: Severity::Error, reads: AROUND, check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for cloud in cx.each(&cx.lab.clouds) {
        let mut holders: BTreeMap<(SegmentId, u16), (String, bool)> = BTreeMap::new();
        for plane in parts(&cloud.planes) {
            let Some((vlan, segment)) = plane.vlan.zip(cx.topology().plane(cloud, plane)) else { continue };
            let other = holders.insert((segment, vlan), (plane.name.to_string(), true));
            if let Some((other, _)) = other {
                let message = format!("{} and {other} of {} both have VLAN {vlan} on one network", plane.name, cloud.name);
                findings.add(cloud.at(format!("planes[{}].vlan", plane.name)), message, "give one of them a VLAN of its own");
            }
        }
        for external in parts(&cloud.external_networks) {
            let segment = cx.topology().external(cloud.name.as_str(), external.name.as_str());
            let Some((vlan, segment)) = external.vlan.zip(segment) else { continue };
            // The plane of public endpoints and the external network are often one.
            let Some((other, _)) = holders.get(&(segment, vlan)) else { continue };
            let is_external =
                cloud.planes.iter().any(|plane| plane.name == *other.as_str() && plane.purpose == crate::model::PlanePurpose::External);
            if !is_external {
                let message = format!("{} and {other} of {} both have VLAN {vlan} on one network", external.name, cloud.name);
                findings.add(cloud.at(format!("externalNetworks[{}].vlan", external.name)), message, "give one of them a VLAN of its own");
            }
        }
    }
}
