//! A tenant network's VNI is none that VXLAN or Geneve has.
//!
//! ## What it does
//! Compares the segment of each tenant network of a cloud with VXLAN or Geneve with 1 and 16777215.
//!
//! ## Why
//! A VNI has 24 bits, and Neutron hands out none below 1: it refuses the network.
//!
//! ## Fix
//! Take a VNI from 1 to 16777215, or leave it to Neutron.
//!
//! ## Source
//! Catalogue R42. RFC 7348 section 5; neutron-lib `neutron_lib/constants.py`, MIN_VXLAN_VNI, MAX_VXLAN_VNI, MAX_GENEVE_VNI.

use crate::{
    diagnostic::Severity,
    figures::figures,
    model::Overlay,
    rules::{
        Context, Findings, Rule,
        support::{edit::Located, layers::BY_PROJECT, parts::parts},
    },
};

pub const RULE: Rule = Rule { id: "vlan/vni-out-of-range", severity: Severity::Error, reads: BY_PROJECT, check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    let last = figures().neutron.vni_last.value;
    for project in cx.each(&cx.lab.projects) {
        let overlay = cx.index.clouds.get(project.cloud.as_str()).map(|cloud| cloud.networking.overlay);
        if !matches!(overlay, Some(Overlay::Vxlan | Overlay::Geneve)) {
            continue;
        }
        for network in parts(&project.networks) {
            let Some(vni) = network.segment.filter(|vni| *vni == 0 || *vni > last) else { continue };
            let field = format!("networks[{}].segment", network.name);
            findings
                .add(
                    project.at(&field),
                    format!("the VNI of {} of {} is {vni}; VNIs go from 1 to {last}", network.name, project.name),
                    "take one in the range, or leave it to Neutron",
                )
                .fix("Leave it to Neutron", project.unset(field));
        }
    }
}
