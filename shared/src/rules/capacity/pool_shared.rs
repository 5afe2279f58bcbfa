//! A pool holds the lab's volumes, but not beside what lies there already.
//!
//! ## What it does
//! Adds what other volumes in the pool can become, its other files, and what volumes in other pools on the same file system can grow by, to the sizes of the lab's volumes and base images, and compares the sum with what the pool holds. A pool that the lab alone cannot fill is looked at here only; one that it can is capacity/pool-overcommit's. Of a pool with a declared capacity the share is the lab's alone.
//!
//! ## Why
//! Volumes of other labs on the same host are thin as well: they grow into the same space. When it is full, every guest that writes is paused, theirs and ours.
//!
//! ## Fix
//! Put the volumes into a pool with more room, free space, or declare the lab's share (`capacity`) where the others will not grow.
//!
//! ## Source
//! Catalogue R19. libvirt documentation, "Storage volume XML format" (capacity and allocation), "Domain XML format" (error_policy `enospace`).

use crate::{
    capacity::account::beside,
    diagnostic::Severity,
    model::Kind,
    rules::{
        Context, Findings, Input, Rule,
        support::{edit::Located, space, twins::firsts},
    },
    value::Size,
};

pub const RULE: Rule = Rule {
    id: "capacity/pool-shared",
    severity: Severity::Warning,
    reads: &[
        Input::Records(Kind::Host),
        Input::Records(Kind::Images),
        Input::Records(Kind::Pools),
        Input::Fields(Kind::Machines, &["id", "disks"]),
        Input::Storage,
    ],
    check,
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    if cx.facts.is_none() {
        return;
    }
    let asked = cx.asked();
    for pool in firsts(cx.lab.pools.iter(), |pool| &pool.name).filter(|pool| pool.capacity.is_none()) {
        let (Some(asked), Some(capacity)) = (asked.get(pool.name.as_str()), space::capacity(cx, pool)) else { continue };
        let (ours, capacity) = (asked.grown.bytes(), capacity.bytes());
        let others = if ours == 0 || ours > capacity { 0 } else { beside(&cx.site(), pool) };
        if ours == 0 || ours > capacity || ours.saturating_add(others) <= capacity {
            continue;
        }
        let human = |bytes| Size::from_bytes(bytes).human();
        let message = format!(
            "the lab's volumes in {} can grow to {}; what lies there already can take {} of its {}: {} too little once all are full",
            pool.name,
            human(ours),
            human(others),
            human(capacity),
            human(ours.saturating_add(others) - capacity)
        );
        findings.add(pool.here(), message, "put volumes into a pool with more room, or free space in this one");
    }
}
