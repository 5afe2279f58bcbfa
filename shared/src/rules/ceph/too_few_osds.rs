//! A Ceph cluster keeps more copies than it has OSDs.
//!
//! ## What it does
//! Compares, where copies may share a host, the number of OSDs with the copies of each object (3 where the lab does not say). An OSD is a blank disk beside the first of a node that holds data.
//!
//! ## Why
//! Each placement group stays `undersized` or inactive, and writes hang.
//!
//! ## Fix
//! Add blank disks, or keep fewer copies (offered).
//!
//! ## Source
//! Catalogue R160. docs.ceph.com, rados/configuration/pool-pg-config-ref (osd_pool_default_size, osd_crush_chooseleaf_type).

use crate::{
    diagnostic::Severity,
    model::{FailureDomain, Kind},
    rules::{
        Context, Findings, Input, Rule,
        support::{
            ceph::{clusters, hosts, pool_size},
            edit::{Located, several},
        },
    },
};

pub const RULE: Rule =
    Rule { id: "ceph/too-few-osds", severity: Severity::Error, reads: &[Input::Named(Kind::Machines), Input::Each(Kind::Clouds)], check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for (cloud, ceph) in clusters(cx).filter(|(_, ceph)| ceph.failure_domain == FailureDomain::Osd) {
        let osds = hosts(cx, cloud, ceph).iter().map(|(_, osds)| *osds).fold(0, u32::saturating_add);
        let copies = pool_size(ceph);
        if osds == 0 || osds >= copies {
            continue;
        }
        let message = format!(
            "Ceph in {} keeps {} of each object, but has {}",
            cloud.name,
            several(copies as usize, "copy", "copies"),
            several(osds as usize, "OSD", "OSDs")
        );
        findings
            .add(cloud.at("storage.ceph"), message, "add blank disks to its hosts, or keep fewer copies")
            .fix(format!("Keep {}", several(osds as usize, "copy", "copies")), cloud.set("storage.ceph.poolSize", osds));
    }
}
