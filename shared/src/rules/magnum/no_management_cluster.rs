//! A cluster of Magnum has no management cluster.
//!
//! ## What it does
//! Looks for clusters in a cloud that the lab deploys that do not say which machine carries the Kubernetes with Cluster API.
//!
//! ## Why
//! Magnum's driver writes Cluster API records into a Kubernetes that must be there before: without it each creation fails at once, or waits for good.
//!
//! ## Fix
//! Say which machine carries it; offered where the cloud has one node.
//!
//! ## Source
//! Catalogue R118. vexxhost/magnum-cluster-api, `docs/developer/testing-and-development.md` and `hack/stack.sh` (kind with Cluster API and its OpenStack provider).

use crate::{
    diagnostic::Severity,
    model::{Deployment, Kind},
    rules::{
        Context, Findings, Input, Rule,
        support::{edit::Located, magnum::clusters},
    },
};

pub const RULE: Rule = Rule {
    id: "magnum/no-management-cluster",
    severity: Severity::Error,
    reads: &[Input::Named(Kind::Clouds), Input::Named(Kind::Projects), Input::Each(Kind::Clusters)],
    check,
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for (cluster, _, cloud) in clusters(cx).filter(|(_, _, cloud)| cloud.deployment != Deployment::Existing) {
        if cluster.magnum.as_ref().is_some_and(|magnum| magnum.management.is_some()) {
            continue;
        }
        let message = format!("no machine is named that carries the management cluster of {}", cluster.name);
        let finding = findings.add(cluster.at("magnum.management"), message, "say which machine runs the Kubernetes with Cluster API");
        if let [node] = cloud.nodes.as_slice() {
            finding.fix(format!("It runs on {}", node.machine), cluster.set("magnum.management", node.machine.as_str()));
        }
    }
}
