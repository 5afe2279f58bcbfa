//! A cluster's control plane has a number of nodes at which etcd keeps no majority.
//!
//! ## What it does
//! Counts the masters, where the lab says how many there are: none is no cluster; of two both are needed; of four no more may be lost than of three, which is a warning. A cluster of a single node has one. Magnum's clusters may not have an even number.
//!
//! ## Why
//! etcd needs more than half of its members: with two, the loss of either stops the API. openshift-install refuses none, and Cluster API an even number.
//!
//! ## Fix
//! Take three masters, which is offered where they are not listed one by one.
//!
//! ## Source
//! Catalogue R130: openshift/installer, pkg/types/validation/installconfig.go, validateControlPlane ("number of control plane replicas must be positive"); etcd, FAQ "Why an odd number of cluster members"; kubernetes-sigs/cluster-api, KubeadmControlPlane webhook ("cannot be an even number when etcd is stacked").

use crate::{
    diagnostic::Severity,
    model::{Installer, Kind},
    rules::{
        Context, Findings, Input, Rule,
        support::edit::{Located, several},
    },
};

pub const RULE: Rule = Rule {
    id: "clusters/no-quorum",
    severity: Severity::Error,
    reads: &[Input::Each(Kind::Clusters), Input::Named(Kind::Machines), Input::Named(Kind::Servers)],
    check,
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for cluster in cx.each(&cx.lab.clusters) {
        let Some(masters) = cluster.control_plane.count() else { continue };
        let is_single = cluster.installer == Installer::SingleNode;
        let (message, is_warning) = match masters {
            0 => (format!("{} has no master", cluster.name), false),
            1 => continue,
            _ if is_single => (format!("{} is to be a single node, but has {masters} masters", cluster.name), false),
            2 => ("of 2 etcd members both are needed: the loss of either stops the API".to_owned(), false),
            even if even % 2 == 0 => {
                let spare = (even - 1) / 2;
                (format!("of {even} etcd members {spare} may be lost, as of {}", even - 1), cluster.installer != Installer::Magnum)
            }
            _ => continue,
        };
        let wanted = if is_single { 1 } else { 3 };
        let finding = findings.add(cluster.at("controlPlane"), message, format!("take {}", several(wanted, "master", "masters")));
        let finding = if is_warning { finding.severity(Severity::Warning) } else { finding };
        if cluster.control_plane.nodes.is_empty() {
            finding.fix(format!("Take {}", several(wanted, "master", "masters")), cluster.set("controlPlane.replicas", wanted));
        }
    }
}
