//! A cluster's pods or services have addresses of a network that its nodes stand on or reach the world over.
//!
//! ## What it does
//! Compares the pod and service networks with the external networks of the cluster's cloud, the networks of its project and those of the host that its nodes stand on; the machine network with external networks, unless the nodes are put onto that very network: by `networks.subnet`, or by the user who makes the infrastructure.
//!
//! ## Why
//! Nodes send what is meant for that network to pods, which do not answer: the load balancer, the API of the cloud or the floating IPs cannot be reached from inside. The installer cannot see it.
//!
//! ## Fix
//! Take another prefix.
//!
//! ## Source
//! Catalogue R61: openshift/installer, docs/user/openstack/known-issues.md (the external network must not overlap the default networks, and the installer cannot check it).

use crate::{
    diagnostic::Severity,
    model::{Installer, Kind},
    rules::{
        Context, Findings, Input, Rule,
        support::{
            cluster::is_openshift,
            edit::Located,
            prefixes::{PrefixKind, around, prefixes},
        },
    },
};

pub const RULE: Rule = Rule {
    id: "cidr/overlaps-network",
    severity: Severity::Error,
    reads: &[
        Input::Each(Kind::Clusters),
        Input::Named(Kind::Projects),
        Input::Named(Kind::Clouds),
        Input::Named(Kind::Networks),
        Input::Named(Kind::Machines),
        Input::Named(Kind::Servers),
        Input::HostNetworks,
    ],
    check,
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for cluster in cx.each(&cx.lab.clusters).filter(|cluster| is_openshift(cluster)) {
        let around = around(cx, cluster);
        if around.is_empty() {
            continue;
        }
        // The installer makes a network of its own, unless it is told of a subnet.
        let may_stand_there = cluster.networks.subnet.is_some() || cluster.installer != Installer::Ipi;
        for mine in prefixes(cluster) {
            let meets = around.iter().find(|(subnet, what)| match mine.kind {
                PrefixKind::Nodes => {
                    let is_there = may_stand_there && *subnet == mine.subnet;
                    mine.field.is_some() && !is_there && what.starts_with("the external") && subnet.overlaps(mine.subnet)
                }
                PrefixKind::Pods | PrefixKind::Services => subnet.overlaps(mine.subnet),
            });
            let Some((subnet, what)) = meets else { continue };
            let message = format!("{} overlaps {subnet} of {what}", mine.described());
            let at = mine.field.clone().map_or_else(|| cluster.here(), |field| cluster.at(field));
            findings.add(at, message, "take another prefix");
        }
    }
}
