//! A load balancer keeps each client of the API at one node.
//!
//! ## What it does
//! Looks for `balance: source` on the ports 6443 and 22623.
//!
//! ## Why
//! All nodes of a lab call from few addresses: one API server gets most of the load, and when it is restarted its clients wait for the balancer to notice. Where the bootstrap is the chosen one, clients stay with it until it is taken out.
//!
//! ## Fix
//! Take turns, which is offered.
//!
//! ## Source
//! Catalogue R140: openshift/openshift-docs, modules/installation-load-balancing-user-infra.adoc ("Do not configure session persistence for an API load balancer").

use crate::{
    diagnostic::Severity,
    model::{Balance, Kind},
    rules::{
        Context, Findings, Input, Rule,
        support::{
            balancer::{api_ports, balanced, frontends},
            edit::Located,
        },
    },
};

pub const RULE: Rule = Rule {
    id: "balancers/sticky-api",
    severity: Severity::Warning,
    reads: &[Input::Each(Kind::Clusters), Input::Named(Kind::Machines), Input::Named(Kind::Servers)],
    check,
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for (cluster, balancer) in balanced(cx) {
        for (at, frontend) in frontends(balancer, &api_ports()).filter(|(_, frontend)| frontend.balance == Balance::Source) {
            let at = format!("{at}.balance");
            findings
                .add(
                    cluster.at(&at),
                    format!("port {} of the API is balanced by the client's address: each client stays with one node", frontend.port),
                    "let the nodes take turns (`round-robin`)",
                )
                .fix("Let them take turns", cluster.set(at, "round-robin"));
        }
    }
}
