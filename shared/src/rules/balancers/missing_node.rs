//! A node is not behind the port of a cluster's load balancer that it serves.
//!
//! ## What it does
//! Looks for the masters that the lab lists behind 6443 and 22623, and for the nodes that run the router behind 80 and 443: the workers, or the masters where there is no worker. A port of the router that reaches some of the workers is a warning, because the router runs on some of them only.
//!
//! ## Why
//! A master that is not behind 6443 takes no load, and when the others fail the API is gone. A router that is not behind 80 and 443 is not reached; health checks of the operators fail from time to time.
//!
//! ## Fix
//! Put the node behind the port, which is offered.
//!
//! ## Source
//! Catalogue R133, R140: openshift/openshift-docs, modules/installation-load-balancing-user-infra.adoc ("In three-node cluster deployments, you must configure your application Ingress load balancer to route HTTP and HTTPS traffic to the control plane nodes").

use std::collections::BTreeSet;

use serde_json::json;

use crate::{
    capacity::guests::Part,
    diagnostic::Severity,
    document::Command,
    model::Kind,
    rules::{
        Context, Findings, Input, Rule,
        support::{
            balancer::{api_ports, balanced, frontends, ingress_nodes, ingress_ports},
            cluster::{Node, nodes},
            edit::Located,
        },
    },
};

pub const RULE: Rule = Rule {
    id: "balancers/missing-node",
    severity: Severity::Error,
    reads: &[Input::Each(Kind::Clusters), Input::Named(Kind::Machines), Input::Named(Kind::Servers)],
    check,
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for (cluster, balancer) in balanced(cx) {
        let masters: Vec<Node<'_>> =
            nodes(cx, cluster).into_iter().filter(|node| node.part == Part::ControlPlane && node.machine.is_some()).collect();
        for (ports, wanted, is_api) in [(api_ports(), masters, true), (ingress_ports(), ingress_nodes(cx, cluster), false)] {
            for (at, frontend) in frontends(balancer, &ports) {
                let behind: BTreeSet<&str> = frontend.backends.iter().map(|backend| backend.machine.as_str()).collect();
                let missing: Vec<&str> = wanted.iter().filter_map(Node::name).filter(|name| !behind.contains(name)).collect();
                let Some(first) = missing.first() else { continue };
                let (are, role) = match (missing.len(), is_api) {
                    (1, true) => ("is", "master"),
                    (1, false) => ("is", "router's node"),
                    (_, true) => ("are", "masters"),
                    (_, false) => ("are", "router's nodes"),
                };
                let who = if missing.len() > 3 { format!("{first} and {} others", missing.len() - 1) } else { missing.join(", ") };
                let message = format!("the {role} {who} {are} not behind port {}", frontend.port);
                let commands = missing
                    .iter()
                    .map(|name| Command::Append {
                        record: cluster.reference(),
                        field: format!("{at}.backends"),
                        value: json!({ "machine": *name }),
                    })
                    .collect();
                let finding = findings
                    .add(cluster.at(format!("{at}.port")), message, format!("put every such node behind {}", frontend.port))
                    .fix(format!("Put {who} behind {}", frontend.port), Command::Batch { commands });
                if !is_api && missing.len() < wanted.len() {
                    finding.severity(Severity::Warning);
                }
            }
        }
    }
}
