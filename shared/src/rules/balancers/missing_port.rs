//! A cluster's load balancer does not listen on a port that the cluster needs.
//!
//! ## What it does
//! Looks for frontends on 6443 (API), 22623 (machine config server), 80 and 443 (router).
//!
//! ## Why
//! Without 6443 nothing reaches the API, without 22623 no node gets its configuration, without 80 and 443 console and login are not reachable and the installation does not complete.
//!
//! ## Fix
//! Add the frontend. It is offered with the nodes that the lab lists, the bootstrap among them where it belongs there.
//!
//! ## Source
//! Catalogue R140: openshift/openshift-docs, modules/installation-load-balancing-user-infra.adoc.

use serde_json::json;

use crate::{
    capacity::guests::Part,
    diagnostic::Severity,
    document::Command,
    model::Kind,
    rules::{
        Context, Findings, Input, Rule,
        support::{
            balancer::{api_ports, balanced, ingress_nodes, ingress_ports},
            cluster::nodes,
            edit::Located,
        },
    },
};

pub const RULE: Rule = Rule {
    id: "balancers/missing-port",
    severity: Severity::Error,
    reads: &[Input::Each(Kind::Clusters), Input::Named(Kind::Machines), Input::Named(Kind::Servers)],
    check,
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for (cluster, balancer) in balanced(cx) {
        for (ports, is_api) in [(api_ports(), true), (ingress_ports(), false)] {
            for port in ports.into_iter().filter(|port| balancer.frontends.iter().all(|frontend| frontend.port != *port)) {
                let what = if is_api { "the API and its nodes" } else { "the router" };
                let message = format!(
                    "the load balancer on {} does not listen on {port}, which {what} need{}",
                    balancer.machine,
                    if is_api { "" } else { "s" }
                );
                let finding = findings.add(cluster.at("loadBalancer"), message, format!("add a frontend on {port}"));
                let behind: Vec<serde_json::Value> = if is_api {
                    let nodes = nodes(cx, cluster).into_iter().filter(|node| node.part != Part::Worker);
                    nodes
                        .filter_map(|node| {
                            let machine = node.machine?.name.as_str();
                            Some(match node.part {
                                Part::Bootstrap => json!({ "machine": machine, "untilBootstrapped": true }),
                                _ => json!({ "machine": machine }),
                            })
                        })
                        .collect()
                } else {
                    let machines = ingress_nodes(cx, cluster).into_iter().filter_map(|node| node.machine);
                    machines.map(|machine| json!({ "machine": machine.name.as_str() })).collect()
                };
                if !behind.is_empty() {
                    let mut value = json!({ "port": port, "backends": behind });
                    let asks = (port == api_ports()[0]).then_some("/readyz");
                    if let Some(path) = asks {
                        value["healthPath"] = path.into();
                    }
                    let asking = asks.map(|path| format!(", and ask for {path}")).unwrap_or_default();
                    let command = Command::Append { record: cluster.reference(), field: "loadBalancer.frontends".to_owned(), value };
                    finding.fix(format!("Listen on {port}{asking}"), command);
                }
            }
        }
    }
}
