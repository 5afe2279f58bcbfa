//! A cluster whose installer makes servers is in no project.
//!
//! ## What it does
//! Looks for clusters of the installers `ipi` and `magnum` without `project`, unless their nodes are machines of the lab.
//!
//! ## Why
//! The installer makes networks, ports and servers with the rights and within the quota of a project: without one there is nothing that it could log in to, and nothing of the cluster is counted against quotas and compute nodes.
//!
//! ## Fix
//! Name the project.
//!
//! ## Source
//! openshift/installer, docs/user/openstack/README.md (clouds.yaml with the project; quota of the project); Magnum, user guide, "ClusterTemplate" and "Cluster" (both belong to a project).

use crate::{
    diagnostic::Severity,
    model::{Installer, Kind},
    rules::{Context, Findings, Input, Rule, support::edit::Located},
};

pub const RULE: Rule = Rule { id: "clusters/no-project", severity: Severity::Error, reads: &[Input::Each(Kind::Clusters)], check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for cluster in cx.each(&cx.lab.clusters).filter(|cluster| cluster.project.is_none()) {
        let makes_servers = matches!(cluster.installer, Installer::Ipi | Installer::Magnum);
        let nodes = [&cluster.control_plane, &cluster.workers].into_iter().flat_map(|pool| &pool.nodes);
        if !makes_servers || nodes.into_iter().any(|node| node.machine.is_some()) {
            continue;
        }
        let message = format!("{} is installed by {}, which makes servers, and is in no project", cluster.name, cluster.installer.as_str());
        findings.add(cluster.at("project"), message, "name the project that it is in");
    }
}
