//! A machine of an OpenShift cluster is smaller than documented.
//!
//! ## What it does
//! Compares the machines of clusters whose infrastructure the user makes with the documented minimum: 4 vCPUs, 16 GB and 100 GB for bootstrap and control plane, 2 vCPUs, 8 GB and 100 GB for workers.
//!
//! ## Why
//! Nothing refuses it, but etcd and the API server run short: the bootstrap times out, or operators stay degraded.
//!
//! ## Fix
//! Make the machine larger (offered).
//!
//! ## Source
//! Catalogue R22. openshift/openshift-docs, `modules/installation-requirements-user-infra.adoc` and `modules/installation-minimum-resource-requirements.adoc`.

use std::collections::BTreeSet;

use crate::{
    diagnostic::Severity,
    figures::figures,
    model::{Distribution, Installer, Kind},
    rules::{Context, Findings, Input, Rule, support::nodes::report_small},
};

pub const RULE: Rule = Rule {
    id: "roles/small-cluster-machine",
    severity: Severity::Warning,
    reads: &[Input::Named(Kind::Images), Input::Named(Kind::Machines), Input::Records(Kind::Clusters)],
    check,
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    let openshift = &figures().openshift_on_openstack;
    let mut seen = BTreeSet::new();
    for cluster in cx.lab.clusters.iter() {
        if cluster.installer != Installer::Upi || cluster.distribution == Distribution::Kubernetes {
            continue;
        }
        let control = &openshift.control_plane_machine;
        let bootstrap = cluster.bootstrap.iter().map(|node| (node, "bootstrap", control));
        let masters = cluster.control_plane.nodes.iter().map(|node| (node, "control plane node", control));
        let workers = cluster.workers.nodes.iter().map(|node| (node, "worker", &openshift.worker_machine));
        for (node, what, least) in bootstrap.chain(masters).chain(workers) {
            let Some(machine) = node.machine.as_ref().and_then(|name| cx.index.machines.get(name.as_str()).copied()) else { continue };
            let what = format!("{}, {what} of {},", machine.name, cluster.name);
            if !seen.contains(&machine.name) && report_small(cx, findings, machine, least.into(), &what, "what is documented") {
                seen.insert(&machine.name);
            }
        }
    }
}
