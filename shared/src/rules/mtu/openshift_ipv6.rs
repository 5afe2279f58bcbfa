//! OpenShift with IPv6 stands on an OpenStack network with an MTU below 1380.
//!
//! ## What it does
//! Looks at OpenShift and OKD clusters in projects with an IPv6 machine, cluster or service network, and at the MTU of their nodes' network.
//!
//! ## Why
//! OVN-Kubernetes takes 100 bytes of it and IPv6 needs 1280: the installer refuses the network.
//!
//! ## Fix
//! Raise the MTU of the nodes' network to 1380 and more; the layers below must carry it.
//!
//! ## Source
//! Catalogue R54. openshift/installer pull request 8988 (1280 for IPv6 and 100 for OVN-Kubernetes).

use crate::{
    diagnostic::Severity,
    figures::figures,
    model::Distribution,
    rules::{
        Context, Findings, Rule,
        support::{edit::Located, layers::AROUND},
    },
};

pub const RULE: Rule = Rule { id: "mtu/openshift-ipv6", severity: Severity::Error, reads: AROUND, check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    let least = figures().overlays.openstack_ipv6_mtu.value;
    for cluster in cx.each(&cx.lab.clusters).filter(|cluster| cluster.project.is_some() && cluster.distribution != Distribution::Kubernetes)
    {
        let networks = &cluster.networks;
        let has_v6 = networks.machine.iter().chain(&networks.service).any(|subnet| !subnet.is_ipv4())
            || networks.cluster.iter().any(|pods| !pods.cidr.address().is_ipv4());
        if !has_v6 {
            continue;
        }
        let Some(node) = cx.topology().node_mtu(cluster).filter(|node| node.bytes < least) else { continue };
        let message = format!(
            "the nodes' network of {} has an MTU of {} ({}); OpenShift with IPv6 needs {least}",
            cluster.name, node.bytes, node.set_by
        );
        findings.add(cluster.at("networks"), message, "raise the MTU of the nodes' network, and what is below it");
    }
}
