//! A machine or server is two nodes at once.
//!
//! ## What it does
//! Looks for machines and servers that clusters of the lab list more than once: as two nodes of one cluster, or in two clusters.
//!
//! ## Why
//! A machine boots one configuration. The second node never appears.
//!
//! ## Fix
//! Give each node a machine of its own.
//!
//! ## Source
//! openshift/openshift-docs, modules/installation-requirements-user-infra.adoc (the machines of a cluster are separate machines).

use std::collections::BTreeMap;

use crate::{
    diagnostic::Severity,
    model::Kind,
    rules::{
        Context, Findings, Input, Rule,
        support::{
            cluster::{nodes, part},
            edit::Located,
        },
    },
};

pub const RULE: Rule = Rule {
    id: "clusters/shared-node",
    severity: Severity::Error,
    reads: &[Input::Records(Kind::Clusters), Input::Named(Kind::Machines), Input::Named(Kind::Servers)],
    check,
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    let mut seen: BTreeMap<(bool, &str), String> = BTreeMap::new();
    for cluster in cx.lab.clusters.iter() {
        for node in nodes(cx, cluster) {
            let names = [(false, node.node.machine.as_ref()), (true, node.node.server.as_ref())];
            for (is_server, name) in names.into_iter().filter_map(|(is_server, name)| Some((is_server, name?.as_str()))) {
                let role = format!("the {} of {}", part(node.part), cluster.name);
                if let Some(other) = seen.get(&(is_server, name)) {
                    findings.add(cluster.at(&node.field), format!("{name} is {role} and {other}"), "give each node a machine of its own");
                } else {
                    seen.insert((is_server, name), role);
                }
            }
        }
    }
}
