//! A pool holds the lab's volumes, but not beside what lies there already.
//!
//! ## What it does
//! Adds what other volumes in the pool can become, and its other files, to the sizes of the lab's volumes and base images, and compares the sum with what the pool holds. A pool that the lab alone cannot fill is looked at here only; one that it can is capacity/pool-overcommit's. Of a pool with a declared capacity the share is the lab's alone.
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
    capacity::account::{Claimant, Quantity, pools},
    diagnostic::Severity,
    model::Kind,
    rules::{Context, Findings, Input, Rule},
    value::Size,
};

pub const RULE: Rule = Rule {
    id: "capacity/pool-shared",
    severity: Severity::Warning,
    reads: &[
        Input::Records(Kind::Host),
        Input::Records(Kind::Images),
        Input::Records(Kind::Pools),
        Input::Records(Kind::Machines),
        Input::Storage,
    ],
    check,
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    if cx.facts.is_none() {
        return;
    }
    let own = |name: &str| cx.index.pools.get(name).is_some_and(|pool| pool.capacity.is_some());
    for holder in pools(&cx.site()).into_iter().filter(|holder| !own(&holder.id.name)) {
        let Some((budget, capacity)) = holder.budget(Quantity::DiskGrown).and_then(|budget| Some((budget, budget.capacity?))) else {
            continue;
        };
        let is_other = |by| matches!(by, Claimant::Other | Claimant::Files);
        let sum = |others: bool| {
            let claims = budget.claims.iter().filter(|claim| is_other(claim.by) == others);
            claims.filter_map(|claim| claim.amount).fold(0u64, u64::saturating_add)
        };
        let (ours, others) = (sum(false), sum(true));
        if ours == 0 || ours > capacity || ours.saturating_add(others) <= capacity {
            continue;
        }
        let human = |bytes| Size::from_bytes(bytes).human();
        let message = format!(
            "the lab's volumes in {} can grow to {}; what lies there already can take {} of its {}: {} too little once all are full",
            holder.id.name,
            human(ours),
            human(others),
            human(capacity),
            human(ours.saturating_add(others) - capacity)
        );
        findings.add(holder.subject, message, "put volumes into a pool with more room, or free space in this one");
    }
}
