//! The nodes of an OpenShift cluster have less disk than advised.
//!
//! ## What it does
//! Compares the root volume or the flavor's disk of control plane and workers with 100 GB, for releases whose installer advises so (4.9 and later).
//!
//! ## Why
//! The installer warns; images of containers and logs fill the disk at the first update, and the kubelet evicts pods.
//!
//! ## Fix
//! Use a flavor with a larger disk, or larger root volumes.
//!
//! ## Source
//! Catalogue R102. openshift/installer, `pkg/asset/installconfig/openstack/validation/machinepool.go` (recommended storage) and `docs/user/openstack/README.md` (700 GB for seven nodes).

use crate::{
    diagnostic::Severity,
    figures::figures,
    model::Kind,
    rules::{
        Context, Findings, Input, Rule,
        support::{edit::Located, nodes::falls_short, pools::pools},
    },
};

pub const RULE: Rule = Rule {
    id: "roles/tight-node-disk",
    severity: Severity::Warning,
    reads: &[Input::Named(Kind::Clouds), Input::Named(Kind::Projects), Input::Each(Kind::Clusters)],
    check,
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    let advised = &figures().openshift_on_openstack.advised_disk;
    for pool in pools(cx).filter(|pool| pool.is_openshift()) {
        if pool.cluster.version.as_ref().is_some_and(|version| version.minor() < advised.from.minor()) {
            continue;
        }
        let (field, disk) = match (pool.pool.root_volume, &pool.flavor) {
            (Some(volume), _) => ("rootVolume", volume),
            // What the installer refuses is another finding.
            (None, Some((_, flavor))) => ("flavor", flavor.disk.unwrap_or_default()),
            (None, None) => continue,
        };
        if !falls_short(disk, advised.disk) || falls_short(disk, pool.least.disk) {
            continue;
        }
        let message = format!("{} of {} have {} of disk, {} are advised", pool.what, pool.cluster.name, disk.human(), advised.disk.human());
        let finding = findings.add(
            pool.cluster.at(format!("{}.{field}", pool.field)),
            message,
            "use a flavor with a larger disk, or larger root volumes",
        );
        if field == "rootVolume" {
            let size = advised.disk;
            finding.fix(
                format!("Make root volumes of {}", size.human()),
                pool.cluster.set(format!("{}.rootVolume", pool.field), size.to_string()),
            );
        }
    }
}
