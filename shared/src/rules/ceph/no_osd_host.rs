//! A cloud has a Ceph cluster, but no machine that holds its data.
//!
//! ## What it does
//! Looks, in a cloud that the lab deploys, for nodes of role ceph, and for compute nodes where OSDs run on them.
//!
//! ## Why
//! Without OSDs every placement group stays `unknown`: Glance, Nova and Cinder hang at their first write.
//!
//! ## Fix
//! Give the cloud nodes of role ceph, or say that OSDs run on the compute nodes.
//!
//! ## Source
//! Catalogue R160. ceph/ceph, `doc/start/hardware-recommendations.rst`; docs.ceph.com, rados/operations/monitoring-osd-pg.

use crate::{
    diagnostic::Severity,
    model::{Deployment, Kind},
    rules::{
        Context, Findings, Input, Rule,
        support::{
            ceph::{clusters, hosts},
            edit::Located,
        },
    },
};

pub const RULE: Rule =
    Rule { id: "ceph/no-osd-host", severity: Severity::Error, reads: &[Input::Named(Kind::Machines), Input::Each(Kind::Clouds)], check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for (cloud, ceph) in clusters(cx) {
        // What is there already, or is not drawn yet, may have its OSDs elsewhere.
        if cloud.deployment == Deployment::Existing || cloud.nodes.is_empty() || !hosts(cx, cloud, ceph).is_empty() {
            continue;
        }
        let message = format!("{} has a Ceph cluster, but none of its nodes has the role ceph", cloud.name);
        findings.add(cloud.at("storage.ceph"), message, "give it nodes of role ceph, or run the OSDs on its compute nodes (colocated)");
    }
}
