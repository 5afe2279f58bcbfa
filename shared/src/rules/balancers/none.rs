//! A cluster with user-provided infrastructure has several masters and no load balancer.
//!
//! ## What it does
//! Looks for such clusters without a load balancer and without virtual addresses.
//!
//! ## Why
//! The names `api` and `api-int` lead to one machine: when it is away, so is the API.
//!
//! ## Fix
//! Draw the load balancer, or the machine or service that takes its place.
//!
//! ## Source
//! Catalogue R140: openshift/openshift-docs, modules/installation-load-balancing-user-infra.adoc ("you must provision the API and application Ingress load balancing infrastructure").

use crate::{
    diagnostic::Severity,
    model::Kind,
    rules::{
        Context, Findings, Input, Rule,
        support::{
            cluster::{count, is_upi},
            edit::Located,
        },
    },
};

pub const RULE: Rule = Rule { id: "balancers/none", severity: Severity::Warning, reads: &[Input::Each(Kind::Clusters)], check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for cluster in cx.each(&cx.lab.clusters).filter(|cluster| is_upi(cluster)) {
        let masters = count(&cluster.control_plane);
        if cluster.load_balancer.is_none() && cluster.vips.api.is_empty() && masters > 1 {
            let message = format!("{} has {masters} masters and no load balancer before them", cluster.name);
            findings.add(cluster.here(), message, "add a load balancer for 6443, 22623, 80 and 443");
        }
    }
}
