//! etcd's operator waits for three members, and the cluster has fewer masters.
//!
//! ## What it does
//! Looks for OpenShift 4.4 to 4.7 with fewer than three masters and without `unsupportedEtcd`. OKD sets it by itself, later releases know the single node, and earlier ones have no such operator.
//!
//! ## Why
//! The bootstrap waits for etcd to scale to three members, until `wait-for bootstrap-complete` ends after 40 minutes; the pods of etcd-quorum-guard that have no node stay Pending.
//!
//! ## Fix
//! Set it: the plan then patches etcd with `useUnsupportedUnsafeNonHANonProductionUnstableEtcd`. It is offered.
//!
//! ## Source
//! Catalogue R130: okd-project/okd issue 162; openshift/machine-config-operator issue 1695; openshift/cluster-etcd-operator pull request 527.

use crate::{
    diagnostic::Severity,
    figures::figures,
    model::{Distribution, Kind},
    rules::{
        Context, Findings, Input, Rule,
        support::{
            cluster::{count, is_before, is_openshift, is_since},
            edit::{Located, several},
        },
    },
};

pub const RULE: Rule = Rule {
    id: "clusters/no-etcd-override",
    severity: Severity::Error,
    reads: &[Input::Each(Kind::Clusters), Input::Named(Kind::Machines), Input::Named(Kind::Servers)],
    check,
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    let known = &figures().openshift;
    for cluster in cx.each(&cx.lab.clusters).filter(|cluster| is_openshift(cluster) && cluster.distribution == Distribution::Openshift) {
        let waits = is_since(cluster, &known.etcd_operator_since.value) && is_before(cluster, &known.single_node_since.value);
        let masters = count(&cluster.control_plane);
        if waits && !cluster.unsupported_etcd && (1..3).contains(&masters) {
            let message =
                format!("etcd's operator waits for 3 members; {} has {}", cluster.name, several(masters as usize, "master", "masters"));
            findings
                .add(cluster.at("controlPlane"), message, "tell etcd that fewer members are meant (`unsupportedEtcd`)")
                .fix("Tell etcd", cluster.set("unsupportedEtcd", true));
        }
    }
}
