//! All OSDs of a Ceph cluster stand on the same storage of the host.
//!
//! ## What it does
//! Looks whether all blank disks of two or more hosts with OSDs are volumes in one pool.
//!
//! ## Why
//! It does no harm in a lab: but the copies are written to one place several times, share its speed and are lost together.
//!
//! ## Fix
//! Nothing, or put the disks into different pools on different devices.
//!
//! ## Source
//! Catalogue R165, derived from the lab: docs.ceph.com, rados/operations/crush-map (failure domains).

use std::collections::BTreeSet;

use crate::{
    diagnostic::Severity,
    model::Kind,
    rules::{
        Context, Findings, Input, Rule,
        support::{
            ceph::{clusters, hosts, pool_size},
            edit::Located,
            gather::gather,
        },
    },
};

pub const RULE: Rule =
    Rule { id: "ceph/one-pool", severity: Severity::Info, reads: &[Input::Named(Kind::Machines), Input::Each(Kind::Clouds)], check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for (cloud, ceph) in clusters(cx).filter(|(_, ceph)| pool_size(ceph) > 1) {
        let hosts: Vec<_> = hosts(cx, cloud, ceph).into_iter().filter(|(_, osds)| *osds > 0).collect();
        let disks = hosts.iter().flat_map(|(machine, _)| machine.disks.iter().skip(1).filter(|disk| disk.image.is_none()));
        let pools: BTreeSet<&str> = gather(disks.map(|disk| disk.pool.as_str()));
        if let (true, Some(pool), 1) = (hosts.len() > 1, pools.first(), pools.len()) {
            let message =
                format!("the OSDs of all {} hosts stand in the pool {pool}: {} copies on the same storage", hosts.len(), pool_size(ceph));
            findings.add(cloud.at("storage.ceph"), message, "keep fewer copies, or put the disks into pools on different devices");
        }
    }
}
