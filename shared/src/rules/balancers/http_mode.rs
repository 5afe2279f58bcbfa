//! A load balancer reads the requests of a port that it must pass on untouched.
//!
//! ## What it does
//! Looks for frontends on 6443, 22623, 80 and 443 in mode `http`.
//!
//! ## Why
//! The connections are TLS from end to end, with certificates of the cluster and of the clients: a balancer that ends them breaks every login of a node. On port 80 it takes the client's address away.
//!
//! ## Fix
//! Take mode `tcp`, which is offered.
//!
//! ## Source
//! Catalogue R140: openshift/openshift-docs, modules/installation-load-balancing-user-infra.adoc ("Layer 4 load balancing only").

use crate::{
    diagnostic::Severity,
    model::{BalancerMode, Kind},
    rules::{
        Context, Findings, Input, Rule,
        support::{
            balancer::{api_ports, balanced, frontends, ingress_ports},
            edit::Located,
        },
    },
};

pub const RULE: Rule = Rule {
    id: "balancers/http-mode",
    severity: Severity::Error,
    reads: &[Input::Each(Kind::Clusters), Input::Named(Kind::Machines), Input::Named(Kind::Servers)],
    check,
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for (cluster, balancer) in balanced(cx) {
        let ports: Vec<u16> = api_ports().into_iter().chain(ingress_ports()).collect();
        for (at, frontend) in frontends(balancer, &ports).filter(|(_, frontend)| frontend.mode == BalancerMode::Http) {
            let at = format!("{at}.mode");
            findings
                .add(cluster.at(&at), format!("port {} is passed on in mode http; it must pass untouched", frontend.port), "take mode tcp")
                .fix("Take mode tcp", cluster.set(at, "tcp"));
        }
    }
}
