//! A VLAN is none that can stand in a frame.
//!
//! ## What it does
//! Compares every VLAN of the lab with 1 and 4094: portgroups, uplinks and segments of networks, planes and external networks of clouds, the ranges that Neutron hands out, and the segments of tenant networks of clouds without a tunnel.
//!
//! ## Why
//! 0 means "no VLAN" and 4095 is reserved: libvirt, Open vSwitch and Neutron refuse both, and anything above does not fit into the 12 bits of the tag.
//!
//! ## Fix
//! Take a VLAN from 1 to 4094.
//!
//! ## Source
//! Catalogue R42. IEEE 802.1Q-2018 table 9-2; neutron-lib `neutron_lib/constants.py`, MIN_VLAN_TAG and MAX_VLAN_TAG.

use crate::{
    diagnostic::{Severity, Subject},
    figures::figures,
    model::Overlay,
    rules::{
        Context, Findings, Rule,
        support::{edit::Located, layers::AROUND, parts::parts},
    },
};

pub const RULE: Rule = Rule { id: "vlan/out-of-range", severity: Severity::Error, reads: AROUND, check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    let (first, last) = (figures().neutron.vlan_first.value, figures().neutron.vlan_last.value);
    let mut look = |vlan: u32, subject: Subject, what: String| {
        if vlan < u32::from(first) || vlan > u32::from(last) {
            findings.add(
                subject,
                format!("{what} is {vlan}; VLANs go from {first} to {last}"),
                format!("take a VLAN from {first} to {last}"),
            );
        }
    };
    for network in cx.each(&cx.lab.networks) {
        for group in parts(&network.portgroups) {
            let at = |field: &str| network.at(format!("portgroups[{}].{field}", group.name));
            let label = format!("portgroup {} of {}", group.name, network.name);
            group.access.iter().for_each(|vlan| look((*vlan).into(), at("access"), format!("the access VLAN of {label}")));
            group.trunk.iter().for_each(|vlan| look((*vlan).into(), at("trunk"), format!("a VLAN of {label}")));
            group.native.iter().for_each(|vlan| look((*vlan).into(), at("native"), format!("the native VLAN of {label}")));
        }
        for uplink in &network.uplinks {
            let label = format!("a VLAN of uplink {} of {}", uplink.interface, network.name);
            uplink.trunk.iter().for_each(|vlan| look((*vlan).into(), network.at("uplinks"), label.clone()));
        }
        for segment in &network.segments {
            look(segment.vlan.into(), network.at("segments"), format!("the VLAN of a segment of {}", network.name));
        }
    }
    for cloud in cx.each(&cx.lab.clouds) {
        for plane in parts(&cloud.planes) {
            let label = format!("the VLAN of {} of {}", plane.name, cloud.name);
            plane.vlan.iter().for_each(|vlan| look((*vlan).into(), cloud.at(format!("planes[{}].vlan", plane.name)), label.clone()));
        }
        for external in parts(&cloud.external_networks) {
            let label = format!("the VLAN of {} of {}", external.name, cloud.name);
            let subject = cloud.at(format!("externalNetworks[{}].vlan", external.name));
            external.vlan.iter().for_each(|vlan| look((*vlan).into(), subject.clone(), label.clone()));
        }
        for (index, range) in cloud.networking.vlan_ranges.iter().enumerate() {
            for (field, vlan) in [("start", range.start), ("end", range.end)] {
                let subject = cloud.at(format!("networking.vlanRanges[{index}].{field}"));
                look(vlan.into(), subject, format!("the {field} of a range of tenant VLANs of {}", cloud.name));
            }
        }
    }
    for project in cx.each(&cx.lab.projects) {
        if cx.index.clouds.get(project.cloud.as_str()).is_none_or(|cloud| cloud.networking.overlay != Overlay::Vlan) {
            continue;
        }
        for network in parts(&project.networks) {
            let subject = project.at(format!("networks[{}].segment", network.name));
            network
                .segment
                .iter()
                .for_each(|vlan| look(*vlan, subject.clone(), format!("the VLAN of {} of {}", network.name, project.name)));
        }
    }
}
