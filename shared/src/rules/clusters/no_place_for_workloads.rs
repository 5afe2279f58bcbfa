//! A cluster has no worker, and its masters carry no workloads.
//!
//! ## What it does
//! Looks for clusters without workers whose masters are said not to be schedulable.
//!
//! ## Why
//! The router, the console and the monitoring have no node: their pods stay Pending, and the installation does not complete.
//!
//! ## Fix
//! Let workloads run on the masters, which is offered, or add workers.
//!
//! ## Source
//! Catalogue R133: openshift/openshift-docs, modules/installation-user-infra-generate-k8s-manifest-ignition.adoc (three-node clusters: the control plane nodes must be schedulable).

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

pub const RULE: Rule = Rule {
    id: "clusters/no-place-for-workloads",
    severity: Severity::Error,
    reads: &[Input::Each(Kind::Clusters), Input::Named(Kind::Machines), Input::Named(Kind::Servers)],
    check,
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for cluster in cx.each(&cx.lab.clusters).filter(|cluster| is_openshift(cluster)) {
        if count(&cluster.workers) == 0 && cluster.schedulable_masters == Some(false) {
            let message = format!("{} has no worker, and its masters carry no workloads", cluster.name);
            findings
                .add(cluster.at("schedulableMasters"), message, "let workloads run on the masters, or add workers")
                .fix("Let workloads run on the masters", cluster.set("schedulableMasters", true));
        }
    }
}
