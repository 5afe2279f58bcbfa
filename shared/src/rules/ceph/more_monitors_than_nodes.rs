//! A Ceph cluster has more monitors than the cloud has nodes.
//!
//! ## What it does
//! Compares the number of monitors with the nodes of a cloud that the lab deploys.
//!
//! ## Why
//! A node runs one monitor: the rest find no place, and the deployment stops or waits for them.
//!
//! ## Fix
//! Run fewer monitors; the largest odd number that fits is offered.
//!
//! ## Source
//! Catalogue R161. IBM Storage Ceph, "Ceph Monitors" (monitors on separate hosts); docs.ceph.com, rados/operations/add-or-rm-mons.

use crate::{
    diagnostic::Severity,
    model::{Deployment, Kind},
    rules::{
        Context, Findings, Input, Rule,
        support::{
            ceph::clusters,
            edit::{Located, several},
        },
    },
};

pub const RULE: Rule = Rule {
    id: "ceph/more-monitors-than-nodes",
    severity: Severity::Error,
    reads: &[Input::Named(Kind::Machines), Input::Each(Kind::Clouds)],
    check,
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for (cloud, ceph) in clusters(cx).filter(|(cloud, _)| cloud.deployment != Deployment::Existing && !cloud.nodes.is_empty()) {
        let (Some(monitors), Ok(nodes)) = (ceph.monitors, u32::try_from(cloud.nodes.len())) else { continue };
        if monitors <= nodes {
            continue;
        }
        let fitting = if nodes % 2 == 0 { nodes - 1 } else { nodes };
        let message = format!("Ceph in {} has {monitors} monitors on {}", cloud.name, several(cloud.nodes.len(), "node", "nodes"));
        findings
            .add(cloud.at("storage.ceph.monitors"), message, "run fewer monitors, or add nodes")
            .fix(format!("Run {fitting}"), cloud.set("storage.ceph.monitors", fitting));
    }
}
