//! A router may run on masters that the load balancer does not send its traffic to.
//!
//! ## What it does
//! Looks for clusters with user-provided infrastructure and workers whose masters may carry workloads (which is so where `schedulableMasters` is not false: the installer sees no workers), while the frontends on 80 and 443 lead to none of the masters.
//!
//! ## Why
//! The router's pods take any node that they may. When both stand on masters, console and login are not reached, though every pod is well.
//!
//! ## Fix
//! Keep workloads off the masters, which is offered, or put the masters behind 80 and 443.
//!
//! ## Source
//! Catalogue R133: openshift/openshift-docs, modules/installation-user-infra-generate-k8s-manifest-ignition.adoc ("set mastersSchedulable to false" so that the router runs on compute machines).

use std::collections::BTreeSet;

use crate::{
    diagnostic::Severity,
    model::Kind,
    rules::{
        Context, Findings, Input, Rule,
        support::{
            balancer::{frontends, ingress_ports},
            cluster::{count, is_upi},
            edit::Located,
        },
    },
    value::Name,
};

pub const RULE: Rule = Rule {
    id: "clusters/router-beside-balancer",
    severity: Severity::Warning,
    reads: &[Input::Each(Kind::Clusters), Input::Named(Kind::Machines), Input::Named(Kind::Servers)],
    check,
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for cluster in cx.each(&cx.lab.clusters).filter(|cluster| is_upi(cluster) && cluster.schedulable_masters != Some(false)) {
        let Some(balancer) = cluster.load_balancer.as_ref().filter(|_| count(&cluster.workers) > 0) else { continue };
        let masters: BTreeSet<&str> =
            cluster.control_plane.nodes.iter().filter_map(|node| node.machine.as_ref()).map(Name::as_str).collect();
        let router = ingress_ports();
        let ports: Vec<_> = frontends(balancer, &router).map(|(_, frontend)| frontend).collect();
        let leads_there = ports.iter().any(|frontend| frontend.backends.iter().any(|backend| masters.contains(backend.machine.as_str())));
        if !ports.is_empty() && !masters.is_empty() && !leads_there {
            let message = format!(
                "workloads may run on the masters of {}, but 80 and 443 lead to workers only: a router on a master is not reached",
                cluster.name
            );
            let finding =
                findings.add(cluster.at("loadBalancer"), message, "keep workloads off the masters, or put the masters behind 80 and 443");
            // One worker alone is too few for the router.
            if count(&cluster.workers) > 1 || cluster.schedulable_masters.is_none() {
                finding.fix("Keep workloads off the masters", cluster.set("schedulableMasters", false));
            }
        }
    }
}
