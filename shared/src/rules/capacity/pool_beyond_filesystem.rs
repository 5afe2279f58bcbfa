//! A pool that the lab makes is declared larger than its file system's free space.
//!
//! ## What it does
//! Adds up the declared capacities of the new pools on each file system and compares the sum with what is free there now.
//!
//! ## Why
//! A folder pool has no size of its own: what it holds is what the file system has left, shared with everything else on it. The space is often in another one (`/home` instead of `/var`).
//!
//! ## Fix
//! Put the pool where the space is, or declare what there is.
//!
//! ## Source
//! Catalogue R21: openstack-k8s-operators/ci-framework checks which mount has the space (roles/reproducer/tasks/validations.yml).

use std::collections::BTreeMap;

use crate::{
    diagnostic::Severity,
    model::{Kind, Pool},
    rules::{
        Context, Findings, Input, Rule,
        support::{edit::Located, space},
    },
    value::Size,
};

pub const RULE: Rule = Rule {
    id: "capacity/pool-beyond-filesystem",
    severity: Severity::Warning,
    reads: &[Input::Records(Kind::Pools), Input::Storage],
    check,
};

/// What a file system has free, and the new pools on it with their capacities.
type Mount<'a> = (Size, Vec<(&'a Pool, Size)>);

fn check(cx: &Context<'_>, findings: &mut Findings) {
    let Some(facts) = cx.facts else { return };
    let mut mounts: BTreeMap<&str, Mount<'_>> = BTreeMap::new();
    // A pool that stands already has part of its capacity in use: only new ones are compared.
    for pool in cx.lab.pools.iter().filter(|pool| !pool.existing && space::on_host(cx, pool).is_none()) {
        let (Some(capacity), Some(path)) = (pool.capacity, &pool.path) else { continue };
        let Some(filesystem) = facts.filesystem_of(path) else { continue };
        mounts.entry(&filesystem.mount).or_insert((filesystem.free, Vec::new())).1.push((pool, capacity));
    }
    for (mount, (free, pools)) in mounts {
        let sum: Size = pools.iter().map(|(_, capacity)| *capacity).sum();
        if sum <= free {
            continue;
        }
        let best = facts.filesystems.iter().max_by_key(|filesystem| filesystem.free).filter(|best| best.mount != mount && best.free >= sum);
        let elsewhere = best.map(|best| format!("; {} has {}", best.mount, best.free.human())).unwrap_or_default();
        let together = if pools.len() == 1 { String::new() } else { format!(", with the lab's other pools there {}", sum.human()) };
        for (pool, capacity) in &pools {
            let message = format!(
                "{} is to hold {}{together}; its file system {mount} has {} free now{elsewhere}",
                pool.name,
                capacity.human(),
                free.human()
            );
            let finding = findings.add(pool.at("capacity"), message, "put the pool where the space is, or declare what there is");
            if pools.len() == 1 && free > Size::ZERO {
                finding.fix(format!("Declare {}", free.human()), pool.set("capacity", free.to_string()));
            }
        }
    }
}
