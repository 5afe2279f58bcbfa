//! A Ceph cluster has no monitor.
//!
//! ## What it does
//! Looks for Ceph clusters with 0 monitors.
//!
//! ## Why
//! The monitors keep the map of the cluster: without one no OSD joins and no client finds anything.
//!
//! ## Fix
//! Run one monitor, or three; one is offered.
//!
//! ## Source
//! Catalogue R161. docs.ceph.com, rados/operations/add-or-rm-mons ("It is possible to run a cluster with only one Monitor").

use crate::{
    diagnostic::Severity,
    model::Kind,
    rules::{
        Context, Findings, Input, Rule,
        support::{ceph::clusters, edit::Located},
    },
};

pub const RULE: Rule = Rule { id: "ceph/no-monitor", severity: Severity::Error, reads: &[Input::Each(Kind::Clouds)], check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for (cloud, _) in clusters(cx).filter(|(_, ceph)| ceph.monitors == Some(0)) {
        findings
            .add(cloud.at("storage.ceph.monitors"), format!("Ceph in {} has no monitor", cloud.name), "run one monitor, or three")
            .fix("Run 1", cloud.set("storage.ceph.monitors", 1));
    }
}
