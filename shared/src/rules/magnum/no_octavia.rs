//! A cluster has load balancers, but its cloud has no Octavia.
//!
//! ## What it does
//! Looks at the services of the cloud of each cluster of Magnum with a load balancer before its control plane.
//!
//! ## Why
//! The Cluster API driver waits for a load balancer that nobody makes: the cluster stays in CREATE_IN_PROGRESS for good.
//!
//! ## Fix
//! Deploy Octavia with the cloud (offered).
//!
//! ## Source
//! Catalogue R119. vexxhost/magnum-cluster-api, `docs/user/getting-started.md` (the load balancer is required) and `docs/user/labels.md` (octavia_provider).

use crate::{
    capacity::demand::has_service,
    diagnostic::Severity,
    model::{Kind, Service},
    rules::{
        Context, Findings, Input, Rule,
        support::{
            edit::{Located, add_service},
            magnum::clusters,
        },
    },
};

pub const RULE: Rule = Rule {
    id: "magnum/no-octavia",
    severity: Severity::Error,
    reads: &[Input::Named(Kind::Clouds), Input::Named(Kind::Projects), Input::Each(Kind::Clusters)],
    check,
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for (cluster, _, cloud) in clusters(cx).filter(|(_, _, cloud)| has_service(cloud, Service::Octavia) == Some(false)) {
        if !cluster.magnum.as_ref().is_some_and(|magnum| magnum.master_load_balancer) {
            continue;
        }
        let message =
            format!("a load balancer is to stand before the control plane of {}, but {} has no Octavia", cluster.name, cloud.name);
        findings
            .add(cluster.at("magnum.masterLoadBalancer"), message, format!("add octavia to the services of {}", cloud.name))
            .fix("Add Octavia", add_service(cloud, Service::Octavia));
    }
}
