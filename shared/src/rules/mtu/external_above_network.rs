//! An external network has a larger MTU than the L0 network that it is.
//!
//! ## What it does
//! Compares the MTU of each external network, the one that it states or else `physicalMtu` where the cloud states that, with what its L0 network carries. The second is a warning: Neutron may be told another MTU for one physical network.
//!
//! ## Why
//! Routers and servers send packets towards the outside that the bridge below drops: connections to floating IPs open and then hang.
//!
//! ## Fix
//! Take the L0 network's MTU; it is offered.
//!
//! ## Source
//! Catalogue R55, R57. openstack/neutron `neutron/conf/common.py`, global_physnet_mtu: "For flat and VLAN networks, neutron uses this value without modification."

use crate::{
    diagnostic::Severity,
    rules::{
        Context, Findings, Rule,
        support::{edit::Located, layers::AROUND, parts::parts},
    },
};

pub const RULE: Rule = Rule { id: "mtu/external-above-network", severity: Severity::Error, reads: AROUND, check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for cloud in cx.each(&cx.lab.clouds) {
        for external in parts(&cloud.external_networks) {
            let Some(mtu) = external.mtu.or(cloud.networking.physical_mtu) else { continue };
            let network = external.network.as_ref().and_then(|name| cx.index.networks.get(name.as_str()).copied());
            let Some((network, wire)) = network.and_then(|network| Some((network, cx.topology().wire(network)?))) else { continue };
            if mtu <= wire.bytes {
                continue;
            }
            let field = format!("externalNetworks[{}].mtu", external.name);
            let whence = if external.mtu.is_some() { "" } else { " by physicalMtu" };
            let message = format!(
                "the MTU of {} of {} is {mtu}{whence}, but {} carries {} ({})",
                external.name, cloud.name, network.name, wire.bytes, wire.set_by
            );
            let finding = findings
                .add(cloud.at(&field), message, "take the L0 network's MTU for the external network")
                .fix(format!("Take {}", wire.bytes), cloud.set(field, wire.bytes));
            if external.mtu.is_none() {
                finding.severity(Severity::Warning);
            }
        }
    }
}
