//! A network with IPv6 has an MTU below 1280.
//!
//! ## What it does
//! Looks at tenant networks and planes with an IPv6 prefix, and at pods with one: their MTU is the one that is stated, otherwise what the layers below leave. L0's own networks are looked at by networks/mtu-out-of-range.
//!
//! ## Why
//! IPv6 needs links of 1280 bytes; Linux turns IPv6 off on a smaller one, and the addresses disappear.
//!
//! ## Fix
//! Raise the MTU of the layer below, or take one tunnel away: each one takes 50 to 100 bytes.
//!
//! ## Source
//! Catalogue R53. RFC 8200 section 5.

use crate::{
    diagnostic::Severity,
    figures::figures,
    rules::{
        Context, Findings, Rule,
        support::{edit::Located, layers::AROUND, parts::parts},
    },
    topology::mtu::pod_overhead,
};

pub const RULE: Rule = Rule { id: "mtu/below-ipv6", severity: Severity::Error, reads: AROUND, check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    let least = figures().overlays.ipv6_mtu.value;
    let help = "raise the MTU of the layer below to 1280 and more, with room for the tunnels";
    for project in cx.each(&cx.lab.projects) {
        for network in parts(&project.networks).filter(|network| network.subnets.iter().any(|subnet| !subnet.cidr.is_ipv4())) {
            let Some(mtu) = cx.topology().tenant_mtu(project, network).filter(|mtu| mtu.bytes < least) else { continue };
            let message = format!(
                "{} of {} has an IPv6 subnet and an MTU of {} ({}); IPv6 needs {least}",
                network.name, project.name, mtu.bytes, mtu.set_by
            );
            findings.add(project.at(format!("networks[{}].mtu", network.name)), message, help);
        }
    }
    for cloud in cx.each(&cx.lab.clouds) {
        for plane in parts(&cloud.planes).filter(|plane| plane.subnet.is_some_and(|subnet| !subnet.is_ipv4())) {
            let Some(mtu) = plane.mtu.filter(|mtu| *mtu < least) else { continue };
            let message = format!("{} of {} has an IPv6 prefix and an MTU of {mtu}; IPv6 needs {least}", plane.name, cloud.name);
            findings.add(cloud.at(format!("planes[{}].mtu", plane.name)), message, help);
        }
    }
    for cluster in cx.each(&cx.lab.clusters).filter(|cluster| cluster.networks.cluster.iter().any(|pods| !pods.cidr.address().is_ipv4())) {
        let around = cluster.networks.plugin.and_then(pod_overhead).unwrap_or(0);
        let left = || Some(cx.topology().node_mtu(cluster)?.bytes.saturating_sub(around));
        let Some(mtu) = cluster.networks.mtu.or_else(left).filter(|mtu| *mtu < least) else { continue };
        let message = format!("the pods of {} have IPv6 and an MTU of {mtu}; IPv6 needs {least}", cluster.name);
        findings.add(cluster.at("networks.mtu"), message, help);
    }
}
