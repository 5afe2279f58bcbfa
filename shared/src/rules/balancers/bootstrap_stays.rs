//! The bootstrap stays behind a cluster's load balancer for good.
//!
//! ## What it does
//! Looks for the bootstrap machine behind any frontend without `untilBootstrapped`.
//!
//! ## Why
//! The bootstrap is thrown away once the control plane stands. Every second or third request then goes to a machine that is not there, or to an API with an old etcd.
//!
//! ## Fix
//! Let it leave once the control plane stands, which is offered.
//!
//! ## Source
//! Catalogue R142: openshift/openshift-docs, modules/installation-load-balancing-user-infra.adoc ("they must be removed after the bootstrap process is complete").

use crate::{
    diagnostic::Severity,
    model::Kind,
    rules::{
        Context, Findings, Input, Rule,
        support::{balancer::balanced, edit::Located},
    },
};

pub const RULE: Rule = Rule {
    id: "balancers/bootstrap-stays",
    severity: Severity::Error,
    reads: &[Input::Each(Kind::Clusters), Input::Named(Kind::Machines), Input::Named(Kind::Servers)],
    check,
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for (cluster, balancer) in balanced(cx) {
        let Some(machine) = cluster.bootstrap.as_ref().and_then(|node| node.machine.as_ref()) else { continue };
        for (index, frontend) in balancer.frontends.iter().enumerate() {
            for backend in frontend.backends.iter().filter(|backend| backend.machine == *machine && !backend.until_bootstrapped) {
                let at = format!("loadBalancer.frontends[{index}].backends[{}]", backend.machine);
                let finding = findings.add(
                    cluster.at(&at),
                    format!("the bootstrap machine {machine} stays behind port {} when the control plane stands", frontend.port),
                    "let it leave once the control plane stands (`untilBootstrapped`)",
                );
                if frontend.backends.iter().filter(|other| other.machine == *machine).count() == 1 {
                    finding.fix("Let it leave", cluster.set(format!("{at}.untilBootstrapped"), true));
                }
            }
        }
    }
}
