//! A pool that the lab makes has no folder.
//!
//! ## What it does
//! Looks for pools that are neither marked `existing` nor have a `path`.
//!
//! ## Why
//! A pool is a folder on the host; the lab must say which.
//!
//! ## Fix
//! Give a path. One below libvirt's own folder for images is offered: there its access rules let guests read.
//!
//! ## Source
//! libvirt documentation, "Storage pool XML format": `target` `path`; libvirt's AppArmor and SELinux policies cover /var/lib/libvirt/images.

use crate::{
    diagnostic::Severity,
    model::{Kind, Pool},
    rules::{Context, Findings, Input, Rule, support::edit::Located},
};

pub const RULE: Rule = Rule {
    id: "storage/pool-without-path",
    severity: Severity::Error,
    reads: &[Input::Records(Kind::Metadata), Input::Records(Kind::Pools)],
    check,
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for pool in cx.lab.pools.iter().filter(|pool| !pool.existing && pool.path.is_none()) {
        let path = default_path(cx, pool);
        findings
            .add(
                pool.here(),
                format!("the pool {} has no folder", pool.name),
                "give a path, or say existing: true for a pool that the host has",
            )
            .fix(format!("Put it in {path}"), pool.set("path", path));
    }
}

/// The folder that a pool gets when nobody says otherwise.
pub fn default_path(cx: &Context<'_>, pool: &Pool) -> String {
    format!("/var/lib/libvirt/images/{}-{}", cx.lab.metadata.name, pool.name)
}
