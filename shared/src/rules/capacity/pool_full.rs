//! A pool has less space free than is written at once.
//!
//! ## What it does
//! Adds up the volumes with `allocation: full` in each pool that the host does not have yet, and compares the sum with what the pool, or its file system, has free now.
//!
//! ## Why
//! Such a volume is written whole when it is made: the build stops with "No space left on device", and every guest on the same medium is paused.
//!
//! ## Fix
//! Make the volumes thin, make them smaller, or free space.
//!
//! ## Source
//! Catalogue R20. libvirt documentation, "Storage volume XML format": `allocation` is the total storage allocated at creation.

use std::collections::BTreeMap;

use crate::{
    diagnostic::Severity,
    document::Command,
    model::{Allocation, Kind, Machine},
    rules::{
        Context, Findings, Input, Rule,
        support::{edit::Located, space},
    },
    value::Size,
};

pub const RULE: Rule = Rule {
    id: "capacity/pool-full",
    severity: Severity::Error,
    reads: &[Input::Records(Kind::Images), Input::Records(Kind::Pools), Input::Records(Kind::Machines), Input::Storage],
    check,
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    if cx.facts.is_none() {
        return;
    }
    let mut full: BTreeMap<&str, Vec<(&Machine, &crate::model::Disk)>> = BTreeMap::new();
    for machine in cx.lab.machines.iter() {
        for disk in machine.disks.iter().filter(|disk| disk.allocation == Allocation::Full) {
            full.entry(disk.pool.as_str()).or_default().push((machine, disk));
        }
    }
    for pool in cx.lab.pools.iter() {
        let (Some(disks), Some((free, place))) = (full.get(pool.name.as_str()), space::free(cx, pool)) else { continue };
        let volumes = space::on_host(cx, pool).map(|pool| pool.volumes.as_slice()).unwrap_or_default();
        let built = |name: &str| volumes.iter().any(|volume| volume.name == name);
        let missing: Vec<_> = disks.iter().filter(|(machine, disk)| !built(&space::volume_name(cx, machine, disk))).collect();
        let asked: Size = missing.iter().filter_map(|(_, disk)| space::size(cx, disk)).sum();
        if asked <= free {
            continue;
        }
        let thin = missing.iter().map(|(machine, disk)| machine.unset(format!("disks[{}].allocation", disk.name))).collect();
        findings
            .add(
                pool.here(),
                format!(
                    "the fully allocated volumes in {} take {} at once; {place} has {} free now",
                    pool.name,
                    asked.human(),
                    free.human()
                ),
                format!("free {}, or make the volumes thin", asked.saturating_sub(free).human()),
            )
            .fix("Make them thin", Command::Batch { commands: thin });
    }
}
