//! Masters that are servers of the lab share a compute node.
//!
//! ## What it does
//! For each cluster whose masters are servers of the lab, asks how many of them one compute node may hold: by the hosts that they are forced onto, by their server group and by the room of the nodes. It reports where one node that fails takes the majority with it. Masters that an installer makes are projects/shared-compute-node's.
//!
//! ## Why
//! Three masters are there so that one may fail. On one compute node they fail together, and etcd stops.
//!
//! ## Fix
//! Put them into one server group with anti-affinity, or force each onto a node of its own.
//!
//! ## Source
//! Catalogue N9, R114. etcd, FAQ "What is failure tolerance"; Nova, "Server groups"; openshift/installer, `docs/user/openstack/known-issues.md` (soft anti-affinity).

use crate::{
    diagnostic::Severity,
    resilience::{MajorityKind, shared},
    rules::{Context, Findings, Rule, support::layers::GUESTS},
};

pub const RULE: Rule = Rule { id: "clusters/masters-share-node", severity: Severity::Warning, reads: GUESTS, check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    let of_servers = |name: &str| {
        let nodes = cx.index.clusters.get(name).map(|cluster| cluster.control_plane.nodes.as_slice()).unwrap_or_default();
        nodes.iter().any(|node| node.server.is_some())
    };
    if !cx.lab.clusters.iter().any(|cluster| of_servers(cluster.name.as_str())) {
        return;
    }
    for fate in shared(cx.lab).into_iter().filter(|fate| fate.kind == MajorityKind::Etcd && of_servers(fate.of.as_str())) {
        let stand = if fate.is_certain { "stand" } else { "may come to stand" };
        let message =
            format!("{} of {} masters of {} {stand} on {}, and etcd stops with it", fate.there, fate.members, fate.of, fate.machine);
        findings.add(fate.subject, message, "put the masters into one server group with anti-affinity, or onto compute nodes of their own");
    }
}
