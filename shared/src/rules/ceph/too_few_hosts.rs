//! A Ceph cluster keeps more copies than it has hosts for them.
//!
//! ## What it does
//! Compares, where copies must be on different hosts, the number of hosts with OSDs with the copies of each object (3 where the lab does not say).
//!
//! ## Why
//! Each placement group stays `undersized`; with fewer hosts than `min_size` it stays inactive, and every write hangs.
//!
//! ## Fix
//! Add hosts, keep fewer copies, or let copies share a host; the last two are offered.
//!
//! ## Source
//! Catalogue R160. docs.ceph.com, rados/configuration/pool-pg-config-ref (osd_pool_default_size 3) and rados/operations/crush-map (the default rule separates hosts); Red Hat OpenStack Platform 13, "Director Installation and Usage": three Ceph nodes.

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
    Rule { id: "ceph/too-few-hosts", severity: Severity::Error, reads: &[Input::Named(Kind::Machines), Input::Each(Kind::Clouds)], check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for (cloud, ceph) in clusters(cx).filter(|(_, ceph)| ceph.failure_domain == FailureDomain::Host) {
        let hosts = hosts(cx, cloud, ceph);
        let copies = pool_size(ceph);
        let Ok(count) = u32::try_from(hosts.len()) else { continue };
        if count == 0 || count >= copies {
            continue;
        }
        let message = format!(
            "Ceph in {} keeps {} on different hosts, but only {}",
            cloud.name,
            several(copies as usize, "copy", "copies"),
            several(hosts.len(), "host has OSDs", "hosts have OSDs")
        );
        let finding = findings
            .add(cloud.at("storage.ceph"), message, "add hosts with OSDs, keep fewer copies, or let copies share a host")
            .fix(format!("Keep {}", several(hosts.len(), "copy", "copies")), cloud.set("storage.ceph.poolSize", count));
        if hosts.iter().map(|(_, osds)| *osds).fold(0, u32::saturating_add) >= copies {
            finding.fix("Let copies share a host", cloud.set("storage.ceph.failureDomain", "osd"));
        }
    }
}
