//! A cluster has one master and is not installed as a single node.
//!
//! ## What it does
//! Counts the masters of OpenShift clusters that are not of the installer `single-node`.
//!
//! ## Why
//! Nothing may fail: with the one etcd member the cluster is gone. Such clusters cannot be updated reliably, because each update restarts the only API server.
//!
//! ## Fix
//! Take three masters, or accept it for a lab that may be built anew. Three are offered where they are not listed one by one.
//!
//! ## Source
//! Catalogue R130: openshift/openshift-docs, modules/installation-requirements-user-infra.adoc (three control plane machines); openshift/machine-config-operator issue 1307.

use crate::{
    diagnostic::Severity,
    model::{Installer, Kind},
    rules::{
        Context, Findings, Input, Rule,
        support::{
            cluster::{count, is_openshift},
            edit::Located,
        },
    },
};

pub const RULE: Rule = Rule {
    id: "clusters/one-master",
    severity: Severity::Warning,
    reads: &[Input::Each(Kind::Clusters), Input::Named(Kind::Machines), Input::Named(Kind::Servers)],
    check,
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for cluster in cx.each(&cx.lab.clusters).filter(|cluster| is_openshift(cluster) && cluster.installer != Installer::SingleNode) {
        if count(&cluster.control_plane) == 1 {
            let message = format!("{} has one master: with its etcd the whole cluster is lost", cluster.name);
            let finding =
                findings.add(cluster.at("controlPlane"), message, "take three masters, or accept it for a lab that may be built anew");
            if cluster.control_plane.nodes.is_empty() {
                finding.fix("Take 3 masters", cluster.set("controlPlane.replicas", 3));
            }
        }
    }
}
