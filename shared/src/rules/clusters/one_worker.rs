//! A cluster has exactly one worker.
//!
//! ## What it does
//! Counts the workers, and the nodes that the router's replicas (two where nothing is said) may run on: masters only where workloads may run on them. Where there are enough for the router it is a warning.
//!
//! ## Why
//! The router, the monitoring and the image registry want two nodes: a replica stays Pending, the operator `ingress` is degraded, and `wait-for install-complete` does not end.
//!
//! ## Fix
//! Take two workers, or none and let workloads run on the masters, or scale the router to 1 (`routerReplicas`).
//!
//! ## Source
//! Catalogue R131: openshift/openshift-docs, modules/installation-requirements-user-infra.adoc (at least two compute machines, or none); openshift/installer, docs/user/metal/install_upi.md.

use crate::{
    diagnostic::Severity,
    figures::figures,
    model::{Installer, Kind},
    rules::{
        Context, Findings, Input, Rule,
        support::{
            cluster::{count, is_openshift},
            edit::{Located, several},
        },
    },
};

pub const RULE: Rule = Rule {
    id: "clusters/one-worker",
    severity: Severity::Error,
    reads: &[Input::Each(Kind::Clusters), Input::Named(Kind::Machines), Input::Named(Kind::Servers)],
    check,
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    let default = figures().openshift.router_replicas.value;
    for cluster in cx.each(&cx.lab.clusters).filter(|cluster| is_openshift(cluster) && cluster.installer != Installer::SingleNode) {
        if count(&cluster.workers) != 1 {
            continue;
        }
        let wanted = cluster.router_replicas.unwrap_or(default);
        let masters = if cluster.schedulable_masters == Some(true) { count(&cluster.control_plane) } else { 0 };
        if masters.saturating_add(1) >= wanted {
            let message = format!("{} has one worker: what wants two of them, such as monitoring, has one", cluster.name);
            findings
                .add(cluster.at("workers"), message, "take two workers, or none and let workloads run on the masters")
                .severity(Severity::Warning);
        } else {
            let message = format!(
                "{} has one worker, and the router wants {} on nodes of their own",
                cluster.name,
                several(wanted as usize, "replica", "replicas")
            );
            findings.add(cluster.at("workers"), message, "take two workers, or scale the router to 1 (`routerReplicas`)");
        }
    }
}
