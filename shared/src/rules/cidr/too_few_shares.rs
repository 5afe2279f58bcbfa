//! A cluster has more nodes than its pod network has shares.
//!
//! ## What it does
//! Counts the shares of `hostPrefix` in all pod networks of a family and compares them with the masters and workers.
//!
//! ## Why
//! A node without a share stays NotReady: "no available subnet".
//!
//! ## Fix
//! Take a larger pod network or a smaller share for each node.
//!
//! ## Source
//! Catalogue R66: openshift/installer, pkg/types/validation/installconfig.go; docs.openshift.com, clusterNetwork.hostPrefix (10.128.0.0/14 with /23 allows 512 nodes).

use crate::{
    diagnostic::Severity,
    model::Kind,
    rules::{
        Context, Findings, Input, Rule,
        support::{
            cluster::{count, is_openshift},
            edit::Located,
        },
    },
};

pub const RULE: Rule = Rule { id: "cidr/too-few-shares", severity: Severity::Error, reads: &[Input::Each(Kind::Clusters)], check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for cluster in cx.each(&cx.lab.clusters).filter(|cluster| is_openshift(cluster)) {
        let wanted = u128::from(count(&cluster.control_plane)) + u128::from(count(&cluster.workers));
        for is_v4 in [true, false] {
            let of_family: Vec<_> = cluster.networks.cluster.iter().filter(|pods| pods.cidr.address().is_ipv4() == is_v4).collect();
            // A share that does not fit at all is said already.
            if of_family.is_empty() || of_family.iter().any(|pods| pods.host_prefix < pods.cidr.prefix()) {
                continue;
            }
            let shares: u128 = of_family
                .iter()
                .map(|pods| 1u128.checked_shl(u32::from(pods.host_prefix - pods.cidr.prefix())).unwrap_or(u128::MAX))
                .fold(0, u128::saturating_add);
            if shares < wanted {
                let shares = if shares == 1 { "1 share".to_owned() } else { format!("{shares} shares") };
                let message = format!("{wanted} nodes share a pod network of {shares} of /{}", of_family[0].host_prefix);
                findings.add(cluster.at("networks.cluster"), message, "take a larger pod network, or a smaller share for each node");
            }
        }
    }
}
