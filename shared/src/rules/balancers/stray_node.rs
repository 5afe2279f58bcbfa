//! A machine stands behind a port of a cluster's load balancer where it answers nothing.
//!
//! ## What it does
//! Looks for machines behind 6443 and 22623 that the cluster lists as workers, for the bootstrap behind 80 and 443, and for machines behind any of these ports that the cluster does not list at all.
//!
//! ## Why
//! Part of the requests goes to a port where nobody listens. A health check takes the machine out again, where there is one.
//!
//! ## Fix
//! Take the machine out, which is offered.
//!
//! ## Source
//! Catalogue R140: openshift/openshift-docs, modules/installation-load-balancing-user-infra.adoc (back-end machines of each port).

use std::collections::BTreeMap;

use crate::{
    capacity::guests::Part,
    diagnostic::Severity,
    document::Command,
    model::Kind,
    rules::{
        Context, Findings, Input, Rule,
        support::{
            balancer::{api_ports, balanced, frontends, ingress_ports},
            cluster::nodes,
            edit::Located,
        },
    },
};

pub const RULE: Rule = Rule {
    id: "balancers/stray-node",
    severity: Severity::Error,
    reads: &[Input::Each(Kind::Clusters), Input::Named(Kind::Machines), Input::Named(Kind::Servers)],
    check,
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for (cluster, balancer) in balanced(cx) {
        let listed: BTreeMap<&str, Part> =
            nodes(cx, cluster).iter().filter_map(|node| Some((node.node.machine.as_ref()?.as_str(), node.part))).collect();
        if !listed.values().any(|part| *part == Part::ControlPlane) {
            // The nodes are not in the lab, or not drawn yet.
            continue;
        }
        let ports: Vec<u16> = api_ports().into_iter().chain(ingress_ports()).collect();
        for (at, frontend) in frontends(balancer, &ports) {
            let is_api = api_ports().contains(&frontend.port);
            for backend in &frontend.backends {
                let what = match listed.get(backend.machine.as_str()) {
                    Some(Part::Worker) if is_api => "a worker",
                    Some(Part::Bootstrap) if !is_api => "the bootstrap",
                    None => "no node of the cluster",
                    Some(_) => continue,
                };
                let at = format!("{at}.backends[{}]", backend.machine);
                let message = format!("{} behind port {} is {what}: nothing answers there", backend.machine, frontend.port);
                let finding = findings.add(cluster.at(&at), message, "take the machine out of the backends");
                if frontend.backends.iter().filter(|other| other.machine == backend.machine).count() == 1 {
                    finding.fix(format!("Take {} out", backend.machine), Command::Drop { record: cluster.reference(), field: at });
                }
            }
        }
    }
}
