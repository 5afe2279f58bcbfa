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

use crate::{
    diagnostic::Severity,
    document::Command,
    model::{Allocation, Kind},
    rules::{
        Context, Findings, Input, Rule,
        support::{edit::Located, space},
    },
    value::Size,
};

pub const RULE: Rule = Rule {
    id: "capacity/pool-full",
    severity: Severity::Error,
    reads: &[Input::Records(Kind::Images), Input::Records(Kind::Pools), Input::Fields(Kind::Machines, &["id", "disks"]), Input::Storage],
    check,
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    if cx.facts.is_none() || !cx.lab.machines.iter().flat_map(|machine| &machine.disks).any(|disk| disk.allocation == Allocation::Full) {
        return;
    }
    for pool in cx.lab.pools.iter() {
        let Some((free, place)) = space::free(cx, pool) else { continue };
        let missing = space::unwritten(cx, pool);
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
