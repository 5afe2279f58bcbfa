//! A node of a cluster is no machine and no server, or both.
//!
//! ## What it does
//! Looks at the nodes that a cluster lists one by one.
//!
//! ## Why
//! Nothing, or two things, would be built for the node.
//!
//! ## Fix
//! Name a machine or a server.
//!
//! ## Source
//! The lab format (`docs/generated/lab.schema.json`, ClusterNode).

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
    id: "clusters/unclear-node",
    severity: Severity::Error,
    reads: &[Input::Each(Kind::Clusters), Input::Named(Kind::Machines), Input::Named(Kind::Servers)],
    check,
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for cluster in cx.each(&cx.lab.clusters) {
        for node in nodes(cx, cluster) {
            let message = match (&node.node.machine, &node.node.server) {
                (Some(machine), Some(server)) => format!("a {} is the machine {machine} and the server {server}", part(node.part)),
                (None, None) => format!("a {} is neither a machine nor a server", part(node.part)),
                _ => continue,
            };
            findings.add(cluster.at(&node.field), message, "name a machine or a server");
        }
    }
}
