//! A director's localMtu is larger than what its provisioning network carries.
//!
//! ## What it does
//! Compares `localMtu` with the MTU of the L0 network of the director's `localInterface`.
//!
//! ## Why
//! The director hands this MTU to every node by DHCP. Images and API traffic of full size are dropped below, while small packets pass.
//!
//! ## Fix
//! Take the network's MTU (offered), or raise that.
//!
//! ## Source
//! Catalogue R57. openstack/instack-undercloud undercloud.conf.sample, local_mtu: "MTU to use for the local_interface"; Linux `net/bridge/br_forward.c`.

use crate::{
    diagnostic::Severity,
    rules::{
        Context, Findings, Rule,
        support::{edit::Located, layers::AROUND},
    },
};

pub const RULE: Rule = Rule { id: "mtu/local-mtu-above-network", severity: Severity::Error, reads: AROUND, check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for cloud in cx.each(&cx.lab.clouds) {
        let Some(director) = cloud.deployment.director() else { continue };
        let Some(mtu) = director.local_mtu else { continue };
        let machine = cx.index.machines.get(director.machine.as_str());
        let port = machine.and_then(|machine| machine.ports.iter().find(|port| port.name == director.local_interface));
        let network = port.and_then(|port| cx.index.networks.get(port.network.as_ref()?.as_str()).copied());
        let Some((network, wire)) = network.and_then(|network| Some((network, cx.topology().wire(network)?))) else { continue };
        if mtu <= wire.bytes {
            continue;
        }
        let field = "deployment.director.localMtu";
        let message =
            format!("localMtu of the director of {} is {mtu}, but {} carries {} ({})", cloud.name, network.name, wire.bytes, wire.set_by);
        findings
            .add(cloud.at(field), message, "take the network's MTU, or raise that")
            .fix(format!("Take {}", wire.bytes), cloud.set(field, wire.bytes));
    }
}
