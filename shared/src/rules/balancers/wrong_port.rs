//! A load balancer passes a cluster's port on to another port of the nodes.
//!
//! ## What it does
//! Looks at the ports of the backends of 6443, 22623, 80 and 443: each node listens on the same port as the load balancer.
//!
//! ## Why
//! The node refuses the connection, or another of its services answers.
//!
//! ## Fix
//! Take the same port, which is offered by taking the other one away.
//!
//! ## Source
//! Catalogue R140: openshift/openshift-docs, modules/installation-load-balancing-user-infra.adoc ("Configure the following ports on both the front and back of the load balancers").

use crate::{
    diagnostic::Severity,
    model::Kind,
    rules::{
        Context, Findings, Input, Rule,
        support::{
            balancer::{api_ports, balanced, frontends, ingress_ports},
            edit::Located,
        },
    },
};

pub const RULE: Rule = Rule {
    id: "balancers/wrong-port",
    severity: Severity::Error,
    reads: &[Input::Each(Kind::Clusters), Input::Named(Kind::Machines), Input::Named(Kind::Servers)],
    check,
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for (cluster, balancer) in balanced(cx) {
        let ports: Vec<u16> = api_ports().into_iter().chain(ingress_ports()).collect();
        for (at, frontend) in frontends(balancer, &ports) {
            for backend in &frontend.backends {
                let Some(port) = backend.port.filter(|port| *port != frontend.port) else { continue };
                let at = format!("{at}.backends[{}].port", backend.machine);
                let message = format!("port {} is passed on to port {port} of {}, which serves it on {0}", frontend.port, backend.machine);
                let finding = findings.add(cluster.at(&at), message, "pass the port on to the same port");
                if frontend.backends.iter().filter(|other| other.machine == backend.machine).count() == 1 {
                    finding.fix(format!("Pass on to {}", frontend.port), cluster.unset(at));
                }
            }
        }
    }
}
