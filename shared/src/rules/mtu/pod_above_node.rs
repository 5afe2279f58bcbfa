//! A cluster's pods have a larger MTU than their nodes' network leaves.
//!
//! ## What it does
//! Compares `networks.mtu` of a cluster with its nodes' MTU less what the network plugin adds: OpenShift SDN 50, OVN-Kubernetes 100 bytes. Without a plugin's name OpenShift has one of the two, so 50. Calico, Cilium and Kuryr have modes without a tunnel: their pods' MTU must not be above the nodes'. The nodes' MTU is their tenant network's or what the underlay leaves of it, if that is less; or the smallest of the machines'.
//!
//! ## Why
//! Packets between pods on different nodes are larger than the nodes' network carries: services answer small requests and hang on large ones, image pulls and TLS handshakes first.
//!
//! ## Fix
//! Take the largest MTU that fits (offered), or leave it out: the plugin then takes it from the nodes.
//!
//! ## Source
//! Catalogue R52, R53, R58. openshift/openshift-docs modules/nw-cluster-mtu-change-about.adoc: the cluster network's MTU is the smallest of the nodes' less 50 (OpenShift SDN) or 100 (OVN-Kubernetes).

use crate::{
    diagnostic::Severity,
    rules::{
        Context, Findings, Rule,
        support::{edit::Located, layers::AROUND},
    },
    topology::mtu::pods_take,
};

pub const RULE: Rule = Rule { id: "mtu/pod-above-node", severity: Severity::Error, reads: AROUND, check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for cluster in cx.each(&cx.lab.clusters) {
        let Some(mtu) = cluster.networks.mtu else { continue };
        let Some(node) = cx.topology().node_limit(cluster) else { continue };
        let (who, around) = pods_take(cluster).unwrap_or_default();
        let most = node.bytes.saturating_sub(around);
        if mtu <= most {
            continue;
        }
        let adds = if around == 0 { String::new() } else { format!(", and {who} adds {around} bytes") };
        let message = format!(
            "the pods of {} have an MTU of {mtu}, the nodes {} ({}){adds}: {most} is the most that fits",
            cluster.name, node.bytes, node.set_by
        );
        findings
            .add(cluster.at("networks.mtu"), message, "take a smaller MTU, or leave it out so that it is taken from the nodes")
            .fix(format!("Take {most}"), cluster.set("networks.mtu", most));
    }
}
