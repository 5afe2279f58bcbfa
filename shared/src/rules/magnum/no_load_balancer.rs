//! A cluster of Magnum's Cluster API driver has no load balancer before its control plane.
//!
//! ## What it does
//! Looks for clusters of Magnum without `master_lb_enabled`.
//!
//! ## Why
//! The driver works with a load balancer only: kubeconfig and nodes are given its address.
//!
//! ## Fix
//! Enable it (offered, with Octavia where the cloud lacks it).
//!
//! ## Source
//! Catalogue R119. vexxhost/magnum-cluster-api, `docs/user/getting-started.md` ("This is required to be enabled for the Cluster API driver for Magnum to work properly").

use crate::{
    capacity::demand::has_service,
    diagnostic::Severity,
    document::Command,
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
    id: "magnum/no-load-balancer",
    severity: Severity::Error,
    reads: &[Input::Named(Kind::Clouds), Input::Named(Kind::Projects), Input::Each(Kind::Clusters)],
    check,
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for (cluster, _, cloud) in clusters(cx) {
        if cluster.magnum.as_ref().is_some_and(|magnum| magnum.master_load_balancer) {
            continue;
        }
        let mut commands = vec![cluster.set("magnum.masterLoadBalancer", true)];
        if has_service(cloud, Service::Octavia) == Some(false) {
            commands.push(add_service(cloud, Service::Octavia));
        }
        findings
            .add(
                cluster.at("magnum.masterLoadBalancer"),
                format!("no load balancer stands before the control plane of {}, which the Cluster API driver needs", cluster.name),
                "enable it (master_lb_enabled)",
            )
            .fix("Enable the load balancer", Command::Batch { commands });
    }
}
