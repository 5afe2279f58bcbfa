//! A plane of a cloud has a larger MTU than the network below it.
//!
//! ## What it does
//! Compares the MTU that a plane states with what the L0 network carries, its own one or that of the ports and bonds that the plane stands on. A network that libvirt makes carries 1500 where it states nothing; of a bridge of the host's its interface tells.
//!
//! ## Why
//! The nodes send frames that the bridge below drops without a word: small packets pass, storage and tunnels hang.
//!
//! ## Fix
//! Take the network's MTU (offered), or raise that.
//!
//! ## Source
//! Catalogue R55, R57. openstack/tripleo-docs deploy-guide/source/features/network_isolation.rst: the MTU of a VLAN must not be larger than that of its interface or bond; Linux `net/bridge/br_forward.c` drops what is longer than the port's MTU.

use crate::{
    diagnostic::Severity,
    rules::{
        Context, Findings, Rule,
        support::{edit::Located, layers::AROUND, parts::parts},
    },
};

pub const RULE: Rule = Rule { id: "mtu/plane-above-network", severity: Severity::Error, reads: AROUND, check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for cloud in cx.each(&cx.lab.clouds) {
        for plane in parts(&cloud.planes) {
            let Some(mtu) = plane.mtu else { continue };
            let topology = cx.topology();
            let below = topology.carriers(cloud, plane).into_iter().filter_map(|network| Some((network, topology.wire(network)?)));
            let Some((network, wire)) = below.min_by_key(|(_, wire)| wire.bytes).filter(|(_, wire)| wire.bytes < mtu) else { continue };
            let field = format!("planes[{}].mtu", plane.name);
            findings
                .add(
                    cloud.at(&field),
                    format!(
                        "the MTU of {} of {} is {mtu}, but {} below it carries {} ({})",
                        plane.name, cloud.name, network.name, wire.bytes, wire.set_by
                    ),
                    "take the network's MTU, or raise that",
                )
                .fix(format!("Take {}", wire.bytes), cloud.set(field, wire.bytes));
        }
    }
}
