//! A load balancer does not ask the API servers whether they are ready.
//!
//! ## What it does
//! Looks at the health check of the frontend on 6443: its path must be `/readyz`.
//!
//! ## Why
//! A server that shuts down still takes connections for a while. Without a check, or with one that only asks whether the process lives, requests fail at every restart and update.
//!
//! ## Fix
//! Check `/readyz`, which is offered.
//!
//! ## Source
//! Catalogue R144: openshift/openshift-docs, modules/installation-load-balancing-user-infra.adoc ("You must configure the `/readyz` endpoint for the API server health check probe").

use crate::{
    diagnostic::Severity,
    model::Kind,
    rules::{
        Context, Findings, Input, Rule,
        support::{
            balancer::{api_ports, balanced, frontends},
            edit::Located,
        },
    },
};

pub const RULE: Rule = Rule {
    id: "balancers/no-health-check",
    severity: Severity::Warning,
    reads: &[Input::Each(Kind::Clusters), Input::Named(Kind::Machines), Input::Named(Kind::Servers)],
    check,
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for (cluster, balancer) in balanced(cx) {
        for (at, frontend) in frontends(balancer, &api_ports()[..1]) {
            let has = match frontend.health_path.as_deref() {
                Some("/readyz") => continue,
                Some(other) => format!("checks {other}, not /readyz"),
                None => "checks no path".to_owned(),
            };
            let field = if frontend.health_path.is_some() { "healthPath" } else { "port" };
            findings
                .add(
                    cluster.at(format!("{at}.{field}")),
                    format!("on port {} the load balancer on {} {has}", frontend.port, balancer.machine),
                    "check /readyz",
                )
                .fix("Check /readyz", cluster.set(format!("{at}.healthPath"), "/readyz"));
        }
    }
}
