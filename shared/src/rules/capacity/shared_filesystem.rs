//! Pools on one file system ask together for more than it has.
//!
//! ## What it does
//! Adds what the volumes in all pools of the lab can grow to whose folders lie on the same file system, and what is written at once for the fully allocated ones among them, and compares with what the file system holds and has free. Pools with a declared share are capacity/pool-beyond-filesystem's. Where one pool asks for too much by itself, that is another rule's. Which file system a folder lies on is known of a local host.
//!
//! ## Why
//! libvirt shows the size and the free space of the file system for each of them. Each pool fits, and together they fill it: machines are paused with an I/O error, in all of the pools.
//!
//! ## Fix
//! Put one of the pools on another file system, or make disks smaller.
//!
//! ## Source
//! libvirt `src/storage/storage_util.c`, virStorageBackendRefreshLocal: capacity and available of a pool are those of statvfs on its folder.

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
    id: "capacity/shared-filesystem",
    severity: Severity::Error,
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
    if cx.facts.is_none() || cx.lab.pools.len() < 2 {
        return;
    }
    let (asked, limit) = (cx.asked(), cx.lab.host.overcommit.disk);
    for (filesystem, pools) in space::together(cx) {
        let names = || {
            let names: Vec<&str> = pools.iter().map(|pool| pool.name.as_str()).collect();
            format!("{} on the file system {}", names.join(", "), filesystem.mount)
        };
        let grown = |pool: &&Pool| asked.get(pool.name.as_str()).map_or(Size::ZERO, |asked| asked.grown);
        let all: Size = pools.iter().map(grown).sum();
        let is_too_much = |size: Size, total: Size| size.bytes() > limit.of(total.bytes());
        let is_one_alone = pools.iter().any(|pool| is_too_much(grown(pool), space::capacity(cx, pool).unwrap_or(filesystem.total)));
        if is_too_much(all, filesystem.total) && !is_one_alone {
            findings.add(
                pools[0].here(),
                format!(
                    "volumes and base images in {} take {} together once the volumes have grown; it holds {}, times {limit}",
                    names(),
                    all.human(),
                    filesystem.total.human()
                ),
                "put one of the pools on another file system, or make disks smaller",
            );
        }
        let at_once = |pool: &&Pool| -> Size { space::unwritten(cx, pool).iter().filter_map(|(_, disk)| space::size(cx, disk)).sum() };
        let all: Size = pools.iter().map(at_once).sum();
        if all > filesystem.free && !pools.iter().any(|pool| at_once(pool) > filesystem.free) {
            findings.add(
                pools[0].here(),
                format!(
                    "the fully allocated volumes in {} take {} at once; it has {} free now",
                    names(),
                    all.human(),
                    filesystem.free.human()
                ),
                "put one of the pools on another file system, or make the volumes thin",
            );
        }
    }
}
