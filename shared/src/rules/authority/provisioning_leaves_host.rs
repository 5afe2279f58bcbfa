//! A director's DHCP and PXE reach beyond the host.
//!
//! ## What it does
//! Looks whether an uplink of the Open vSwitch network carries the VLAN on which a director provisions. A bridge of the host's is networks/pxe-server-on-lan.
//!
//! ## Why
//! The director answers every machine behind the uplink that asks for an address or boots over the network, and may install over it.
//!
//! ## Fix
//! Leave the VLAN out of the uplink's trunk. Accept the finding where the LAN behind it is there for this lab only.
//!
//! ## Source
//! Catalogue R32. infrared documentation, virsh: a bridged network "can disrupt the LAN by serving as an unauthorized DHCP server".

use crate::{
    diagnostic::Severity,
    document::Command,
    model::NetworkMode,
    rules::{
        Context, Findings, Rule,
        support::{edit::Located, layers::AROUND},
    },
    topology::SegmentKind,
};

pub const RULE: Rule = Rule { id: "authority/provisioning-leaves-host", severity: Severity::Warning, reads: AROUND, check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for cloud in cx.each(&cx.lab.clouds) {
        if cloud.deployment.director().is_none() {
            continue;
        }
        let Some(segment) = cx.topology().ctlplane(cloud) else { continue };
        let SegmentKind::Underlay { network, vlan } = cx.topology().segment(segment).kind else { continue };
        if network.mode != NetworkMode::OpenVswitch {
            continue;
        }
        let carries = |trunk: &[u16]| trunk.is_empty() || vlan.is_some_and(|vlan| trunk.contains(&vlan));
        let Some((index, uplink)) = network.uplinks.iter().enumerate().find(|(_, uplink)| carries(&uplink.trunk)) else { continue };
        let what = vlan.map_or("untagged frames".to_owned(), |vlan| format!("VLAN {vlan}"));
        let message = format!(
            "the director of {} gives addresses on {}, and {} carries {what} out of the host",
            cloud.name, network.name, uplink.interface
        );
        let finding = findings.add(network.at(format!("uplinks[{index}]")), message, "leave the VLAN out of the uplink's trunk");
        let at = vlan.and_then(|vlan| uplink.trunk.iter().position(|tag| *tag == vlan));
        if let Some(at) = at.filter(|_| uplink.trunk.len() > 1) {
            let field = format!("uplinks[{index}].trunk[{at}]");
            finding.fix(format!("Take {what} off {}", uplink.interface), Command::Drop { record: network.reference(), field });
        }
    }
}
