//! Neutron may hand a plane's VLAN to a tenant network.
//!
//! ## What it does
//! In clouds whose tenant networks are VLANs, compares the VLANs of the planes with the ranges that Neutron hands out.
//!
//! ## Why
//! The tenant's servers then stand in the middle of the cloud's own traffic, wherever both use the same bridge of the nodes.
//!
//! ## Fix
//! Leave the planes' VLANs out of the ranges. Accept the finding where tenants have a bridge of their own.
//!
//! ## Source
//! Catalogue R42. openstack/neutron doc/source/admin/config-ml2.rst, network_vlan_ranges: VLANs available for allocation to tenant networks.

use crate::{
    diagnostic::Severity,
    model::Overlay,
    rules::{
        Context, Findings, Rule,
        support::{edit::Located, layers::BY_CLOUD, parts::parts},
    },
};

pub const RULE: Rule = Rule { id: "vlan/tenant-range-holds-plane", severity: Severity::Warning, reads: BY_CLOUD, check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for cloud in cx.each(&cx.lab.clouds).filter(|cloud| cloud.networking.overlay == Overlay::Vlan) {
        for plane in parts(&cloud.planes) {
            let Some(vlan) = plane.vlan else { continue };
            let Some(index) = cloud.networking.vlan_ranges.iter().position(|range| (range.start..=range.end).contains(&vlan)) else {
                continue;
            };
            let range = &cloud.networking.vlan_ranges[index];
            let message = format!(
                "VLAN {vlan} of {} is in the range {}-{} that Neutron of {} hands to tenants",
                plane.name, range.start, range.end, cloud.name
            );
            findings.add(cloud.at(format!("networking.vlanRanges[{index}]")), message, "leave the planes' VLANs out of the ranges");
        }
    }
}
