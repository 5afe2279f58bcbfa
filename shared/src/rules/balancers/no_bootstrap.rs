//! The bootstrap is not behind a cluster's load balancer.
//!
//! ## What it does
//! Looks for the bootstrap machine that the lab lists behind the frontends on 6443 and 22623.
//!
//! ## Why
//! Until the masters stand only the bootstrap answers on these ports: masters get no configuration, and the installation ends at "waiting for bootstrap to complete".
//!
//! ## Fix
//! Put it behind both ports until the control plane stands, which is offered.
//!
//! ## Source
//! Catalogue R141: openshift/openshift-docs, modules/installation-load-balancing-user-infra.adoc ("The bootstrap entries must be in place before the cluster installation").

use serde_json::json;

use crate::{
    diagnostic::Severity,
    document::Command,
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
    id: "balancers/no-bootstrap",
    severity: Severity::Error,
    reads: &[Input::Each(Kind::Clusters), Input::Named(Kind::Machines), Input::Named(Kind::Servers)],
    check,
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for (cluster, balancer) in balanced(cx) {
        let Some(machine) = cluster.bootstrap.as_ref().and_then(|node| node.machine.as_ref()) else { continue };
        for (at, frontend) in frontends(balancer, &api_ports()) {
            if frontend.backends.iter().any(|backend| backend.machine == *machine) {
                continue;
            }
            let value = json!({ "machine": machine.as_str(), "untilBootstrapped": true });
            findings
                .add(
                    cluster.at(format!("{at}.port")),
                    format!(
                        "the bootstrap machine {machine} is not behind port {}: nothing answers there until the masters stand",
                        frontend.port
                    ),
                    "put the bootstrap behind the port until the control plane stands",
                )
                .fix(
                    format!("Put {machine} behind {}", frontend.port),
                    Command::Append { record: cluster.reference(), field: format!("{at}.backends"), value },
                );
        }
    }
}
