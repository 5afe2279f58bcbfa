//! The volumes in a pool can grow beyond what it holds.
//!
//! ## What it does
//! Adds up the virtual sizes of the volumes that go into each pool and of the base images copied there, and divides the sum by the pool's capacity: as the lab declares it, otherwise as the host has it, for a new pool that of its file system. Above 1 it warns; above `host.overcommit.disk` it is an error.
//!
//! ## Why
//! Thin volumes take space only as guests write. When the medium is full, every guest on it that writes is paused by QEMU at the same moment.
//!
//! ## Fix
//! Make disks smaller, move some to another pool, or accept the finding with the reason why the guests stay below their size.
//!
//! ## Source
//! Catalogue R19. infrared documentation, hypervisor: disks are "thin provisioned, as long as you don't force writing"; libvirt documentation, "Domain XML format": error_policy `enospace`.

use crate::{
    diagnostic::Severity,
    model::Kind,
    rules::{
        Context, Findings, Input, Rule,
        support::{
            edit::{Located, several},
            space,
        },
    },
};

pub const RULE: Rule = Rule {
    id: "capacity/pool-overcommit",
    severity: Severity::Error,
    reads: &[
        Input::Records(Kind::Host),
        Input::Records(Kind::Images),
        Input::Records(Kind::Pools),
        Input::Fields(Kind::Machines, &["disks"]),
        Input::Storage,
    ],
    check,
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    let asked = cx.asked();
    for pool in cx.lab.pools.iter() {
        let Some(asked) = asked.get(pool.name.as_str()) else { continue };
        let Some(capacity) = space::capacity(cx, pool).filter(|capacity| capacity.bytes() > 0 && asked.grown > *capacity) else { continue };
        let limit = cx.lab.host.overcommit.disk;
        let is_over = asked.grown.bytes() > limit.of(capacity.bytes());
        let ratio = asked.grown.bytes() as f64 / capacity.bytes() as f64;
        let images = if asked.images.is_empty() {
            String::new()
        } else {
            format!(" and {}", several(asked.images.len(), "base image", "base images"))
        };
        let take = if asked.volumes + asked.images.len() == 1 { "takes" } else { "take" };
        let unknown = if asked.unknown == 0 { String::new() } else { format!(", {} of unknown size not counted", asked.unknown) };
        let message = format!(
            "{}{images} in {} {take} {} once the volumes have grown{unknown}; it holds {}: {ratio:.2} times, of {limit} allowed",
            several(asked.volumes, "volume", "volumes"),
            pool.name,
            asked.grown.human(),
            capacity.human()
        );
        let help = if is_over {
            "make disks smaller or move some to another pool, or raise host.overcommit.disk knowingly"
        } else {
            "watch the pool, or accept the finding with the reason why the guests stay below their size"
        };
        findings.add(pool.here(), message, help).severity(if is_over { Severity::Error } else { Severity::Warning });
    }
}
