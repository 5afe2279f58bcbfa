//! A pool's folder is not a plain absolute path, or is one that belongs to the system.
//!
//! ## What it does
//! Looks at the path of each pool that the lab makes: it begins with `/`, has no `..`, and is not the root, a top-level folder of the system, or libvirt's own folder for images.
//!
//! ## Why
//! The folder is made with the pool and emptied and removed with it. libvirt takes only absolute paths, and only one pool for each folder.
//!
//! ## Fix
//! Take a folder of the lab's own; one is offered.
//!
//! ## Source
//! libvirt `src/conf/storage_conf.c`; hier(7) for the folders of the system.

use crate::{
    diagnostic::Severity,
    model::Kind,
    rules::{Context, Findings, Input, Rule, support::edit::Located},
};

pub const RULE: Rule = Rule {
    id: "storage/unfit-pool-path",
    severity: Severity::Error,
    reads: &[Input::Records(Kind::Metadata), Input::Records(Kind::Pools)],
    check,
};

const SYSTEM: [&str; 24] = [
    "",
    "/bin",
    "/boot",
    "/dev",
    "/etc",
    "/home",
    "/lib",
    "/lib64",
    "/media",
    "/mnt",
    "/opt",
    "/proc",
    "/root",
    "/run",
    "/sbin",
    "/srv",
    "/sys",
    "/tmp",
    "/usr",
    "/var",
    "/var/lib",
    "/var/lib/libvirt",
    "/var/lib/libvirt/images",
    "/var/tmp",
];

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for pool in cx.lab.pools.iter().filter(|pool| !pool.existing) {
        let Some(path) = &pool.path else { continue };
        let plain = path.trim_end_matches('/');
        let why = if !path.starts_with('/') {
            "is not absolute"
        } else if path.split('/').any(|part| matches!(part, ".." | ".")) || path.contains(char::is_control) {
            "is not plain"
        } else if SYSTEM.contains(&plain) || ["/proc/", "/sys/", "/dev/", "/boot/", "/etc/"].iter().any(|folder| path.starts_with(folder)) {
            "belongs to the system"
        } else {
            continue;
        };
        let free = super::pool_without_path::default_path(cx, pool);
        findings
            .add(
                pool.at("path"),
                format!("the folder {path:?} of pool {} {why}", pool.name),
                "take a folder of the lab's own, such as one below /var/lib/libvirt/images",
            )
            .fix(format!("Put it in {free}"), pool.set("path", free));
    }
}
