//! A Ceph cluster is to have more placement groups than its OSDs may carry.
//!
//! ## What it does
//! Multiplies the placement groups of all pools with the copies of each and compares with what the monitors allow: 250 on each OSD, of which three are counted where there are fewer.
//!
//! ## Why
//! Ceph refuses to make the next pool: "pg_num … size 3 would mean … total pgs, which exceeds max … (mon_max_pg_per_osd 250 * num_in_osds 3)". Luminous allows 200 only.
//!
//! ## Fix
//! Make fewer placement groups (the largest number that fits is offered), or add OSDs.
//!
//! ## Source
//! Catalogue R162. ceph/ceph, `src/mon/OSDMonitor.cc`, check_pg_num; pull request 18067 (the message); tripleo-validations, `ceph-pg`.

use crate::{
    diagnostic::Severity,
    figures::figures,
    model::Kind,
    rules::{
        Context, Findings, Input, Rule,
        support::{
            ceph::{clusters, hosts, pool_size},
            edit::{Located, several},
        },
    },
};

pub const RULE: Rule = Rule {
    id: "ceph/too-many-placement-groups",
    severity: Severity::Error,
    reads: &[Input::Named(Kind::Machines), Input::Each(Kind::Clouds)],
    check,
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    let ceph_figures = &figures().ceph;
    for (cloud, ceph) in clusters(cx) {
        let Some(groups) = ceph.placement_groups else { continue };
        let osds = hosts(cx, cloud, ceph).iter().map(|(_, osds)| u64::from(*osds)).sum::<u64>();
        if osds == 0 {
            continue;
        }
        let copies = u64::from(pool_size(ceph));
        let most = u64::from(ceph_figures.placement_groups_per_osd.value) * osds.max(ceph_figures.osds_counted.value.into());
        let total = u64::from(groups) * copies;
        if total <= most {
            continue;
        }
        let message = format!(
            "{groups} placement groups in {copies} copies are {total}; on {} the monitors allow {most}",
            several(usize::try_from(osds).unwrap_or(usize::MAX), "OSD", "OSDs")
        );
        let fitting = most.checked_div(copies).unwrap_or(most);
        findings
            .add(cloud.at("storage.ceph.placementGroups"), message, "make fewer placement groups, or add OSDs")
            .fix(format!("Make {fitting}"), cloud.set("storage.ceph.placementGroups", fitting));
    }
}
