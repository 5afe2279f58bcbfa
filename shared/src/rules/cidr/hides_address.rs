//! An address that a cluster's nodes call lies among its pods or services.
//!
//! ## What it does
//! Looks at the load balancer, the DNS servers, the registry, the server of the ignition files, the cloud's public endpoint and the floating IPs of each cluster: none may lie in its pod or service network.
//!
//! ## Why
//! Nodes and pods send the packets into the cluster's own network, where nobody answers.
//!
//! ## Fix
//! Take another prefix for pods or services.
//!
//! ## Source
//! Catalogue R61: openshift/installer, docs/user/openstack/known-issues.md.

use crate::{
    diagnostic::Severity,
    model::Kind,
    rules::{
        Context, Findings, Input, Rule,
        support::{
            cluster::is_openshift,
            edit::Located,
            prefixes::{PrefixKind, around, called, prefixes},
        },
    },
};

pub const RULE: Rule = Rule {
    id: "cidr/hides-address",
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
        let called = called(cx, cluster);
        for mine in prefixes(cluster).into_iter().filter(|mine| mine.kind != PrefixKind::Nodes) {
            // A whole network that overlaps is said already.
            if around.iter().any(|(subnet, _)| subnet.overlaps(mine.subnet)) {
                continue;
            }
            let Some((address, what)) = called.iter().find(|(address, _)| mine.subnet.contains(*address)) else { continue };
            let message = format!("{} holds {address}, {what}", mine.described());
            let at = mine.field.clone().map_or_else(|| cluster.here(), |field| cluster.at(field));
            findings.add(at, message, "take another prefix");
        }
    }
}
