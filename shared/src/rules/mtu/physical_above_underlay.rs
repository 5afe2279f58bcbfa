//! Neutron takes the underlay for larger than it is.
//!
//! ## What it does
//! Compares `physicalMtu` of each cloud (1500 where absent) with the smallest MTU that is known under its tunnels: the plane's, the director's `localMtu` where they run over ctlplane, and the L0 network's. Clouds whose tenant networks all state an MTU are left out: those are looked at one by one.
//!
//! ## Why
//! Neutron gives tenant networks that MTU less the tunnel. Packets of that size with the tunnel around them are larger than the wire carries, and are dropped: small packets pass, full-size TCP does not.
//!
//! ## Fix
//! Tell Neutron what the underlay carries (`physicalMtu`), or raise the underlay's MTU.
//!
//! ## Source
//! Catalogue R50, R57. openstack/neutron `neutron/conf/common.py`, global_physnet_mtu: "MTU of the underlying physical network. Neutron uses this value to calculate MTU for all virtual network components."

use std::collections::BTreeMap;

use crate::{
    diagnostic::Severity,
    rules::{
        Context, Findings, Rule,
        support::{edit::Located, layers::AROUND, parts::parts},
    },
    topology::mtu::{believed, overhead, overlay_name},
};

pub const RULE: Rule = Rule { id: "mtu/physical-above-underlay", severity: Severity::Error, reads: AROUND, check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    if cx.lab.clouds.is_empty() {
        return;
    }
    // Of each cloud: tenant networks with an MTU of their own, and without.
    let mut networks: BTreeMap<&str, (Vec<u32>, usize)> = BTreeMap::new();
    for project in cx.lab.projects.iter() {
        let counted = networks.entry(project.cloud.as_str()).or_default();
        for network in parts(&project.networks) {
            match network.mtu {
                Some(mtu) => counted.0.push(mtu),
                None => counted.1 += 1,
            }
        }
    }
    for cloud in cx.each(&cx.lab.clouds) {
        let counted = networks.get(cloud.name.as_str());
        if counted.is_some_and(|(own, without)| *without == 0 && !own.is_empty()) {
            continue;
        }
        let (physical, around) = (believed(cloud), overhead(cloud));
        let Some(tunnel) = cx.topology().tunnel_mtu(cloud).filter(|tunnel| tunnel.bytes < physical) else { continue };
        let default = if cloud.networking.physical_mtu.is_some() { "" } else { " by default" };
        let given = physical.saturating_sub(around);
        let sum = match around {
            0 => "the wire carries".to_owned(),
            _ => format!("with {around} bytes of {} that is {physical} on", overlay_name(cloud)),
        };
        let message = format!(
            "Neutron takes the underlay of {} for {physical}{default} and gives tenant networks {given}; {sum} {} ({})",
            cloud.name, tunnel.bytes, tunnel.set_by
        );
        let finding = findings.add(
            cloud.at("networking.physicalMtu"),
            message,
            "tell Neutron what the underlay carries, or raise the underlay's MTU",
        );
        let most = tunnel.bytes.saturating_sub(around);
        if counted.is_none_or(|(own, _)| own.iter().all(|mtu| *mtu <= most)) {
            finding.fix(format!("Tell Neutron {}", tunnel.bytes), cloud.set("networking.physicalMtu", tunnel.bytes));
        }
    }
}
