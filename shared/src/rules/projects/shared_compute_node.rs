//! Nodes of a control plane may come to stand on one compute node.
//!
//! ## What it does
//! Looks at the server group of control planes with three nodes or more, and at how many compute nodes the cloud has.
//!
//! ## Why
//! One compute node that fails takes etcd's majority with it. Soft anti-affinity does not help where servers are made at the same time: each is placed before the others are seen.
//!
//! ## Fix
//! Ask for hard anti-affinity (offered where there are enough compute nodes); with fewer compute nodes than masters it cannot be helped, which is only noted.
//!
//! ## Source
//! Catalogue R114. openshift/installer, `docs/user/openstack/README.md` (soft anti-affinity) and `known-issues.md`; Nova, "Server groups".

use crate::{
    diagnostic::Severity,
    model::{Kind, Role, ServerGroupPolicy},
    rules::{
        Context, Findings, Input, Rule,
        support::{
            edit::{Located, several},
            inside::cloud_of,
            nodes::with_role,
        },
    },
};

pub const RULE: Rule = Rule {
    id: "projects/shared-compute-node",
    severity: Severity::Warning,
    reads: &[Input::Named(Kind::Machines), Input::Named(Kind::Clouds), Input::Named(Kind::Projects), Input::Each(Kind::Clusters)],
    check,
};

/// Nodes of a control plane from which on one may fail.
const REDUNDANT: u32 = 3;

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for cluster in cx.each(&cx.lab.clusters) {
        let pool = &cluster.control_plane;
        let project = cluster.project.as_ref().and_then(|name| cx.index.projects.get(name.as_str()).copied());
        let Some(cloud) = project.and_then(|project| cloud_of(cx, project)) else { continue };
        // Nodes that are servers of the lab are in groups of their own.
        if pool.asked() < REDUNDANT || !pool.nodes.is_empty() || pool.server_group_policy == Some(ServerGroupPolicy::AntiAffinity) {
            continue;
        }
        let nodes = with_role(cx, cloud, Role::Compute).count();
        if nodes == 0 {
            continue;
        }
        let masters = pool.asked() as usize;
        if nodes < masters {
            findings
                .add(
                    cluster.at("controlPlane.serverGroupPolicy"),
                    format!(
                        "{masters} nodes of the control plane of {} share {}",
                        cluster.name,
                        several(nodes, "compute node", "compute nodes")
                    ),
                    "add compute nodes where one must be able to fail",
                )
                .severity(Severity::Info);
            continue;
        }
        let policy = pool
            .server_group_policy
            .map_or("no server group policy is given".to_owned(), |policy| format!("their server group is {}", policy.as_str()));
        findings
            .add(
                cluster.at("controlPlane.serverGroupPolicy"),
                format!("the {masters} nodes of the control plane of {} may share one of {nodes} compute nodes: {policy}", cluster.name),
                "ask for anti-affinity",
            )
            .fix("Ask for anti-affinity", cluster.set("controlPlane.serverGroupPolicy", "anti-affinity"));
    }
}
