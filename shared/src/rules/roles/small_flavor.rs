//! The nodes of an OpenShift cluster have a flavor that its installer refuses.
//!
//! ## What it does
//! Compares the flavors of control plane and workers with the least that the installer takes: 4 vCPUs, 16 GiB and 25 GB for the control plane and the bootstrap, 2 vCPUs, 8 GiB and 25 GB for workers. The disk counts where nodes boot from no volume.
//!
//! ## Why
//! The installer says "Flavor did not meet the following minimum requirements" and does not begin.
//!
//! ## Fix
//! Make the flavor larger (offered), or use another one.
//!
//! ## Source
//! Catalogue R22, R102. openshift/installer, `pkg/asset/installconfig/openstack/validation/machinepool.go` (ctrlPlaneFlavorMinimums, computeFlavorMinimums).

use crate::{
    diagnostic::{Severity, Subject},
    document::Command,
    model::{Installer, Kind},
    rules::{
        Context, Findings, Input, Rule,
        support::{edit::Located, nodes::falls_short, pools::pools},
    },
    value::Size,
};

pub const RULE: Rule = Rule {
    id: "roles/small-flavor",
    severity: Severity::Error,
    reads: &[Input::Named(Kind::Clouds), Input::Named(Kind::Projects), Input::Each(Kind::Clusters)],
    check,
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for pool in pools(cx).filter(|pool| pool.is_openshift() && pool.cluster.installer == Installer::Ipi) {
        let Some((record, flavor)) = &pool.flavor else { continue };
        let (mut lacks, mut commands) = (Vec::new(), Vec::new());
        let mut set = |field: &str, value: serde_json::Value| {
            commands.push(Command::Set { record: record.clone(), field: format!("flavors[{}].{field}", flavor.name), value });
        };
        if flavor.vcpus < pool.least.vcpus {
            lacks.push(format!("{} of {} vCPUs", flavor.vcpus, pool.least.vcpus));
            set("vcpus", pool.least.vcpus.into());
        }
        if flavor.memory < pool.least.memory {
            lacks.push(format!("{} of {} of memory", flavor.memory.human(), pool.least.memory.human()));
            set("memory", pool.least.memory.to_string().into());
        }
        // A flavor without a disk has 0 GB in the installer's eyes.
        let disk = flavor.disk.unwrap_or_default();
        if pool.pool.root_volume.is_none() && falls_short(disk, pool.least.disk) {
            let least = pool.least.disk;
            lacks.push(if disk == Size::ZERO {
                format!("no disk instead of {}", least.human())
            } else {
                format!("{} of {} of disk", disk.human(), least.human())
            });
            set("disk", pool.least.disk.to_string().into());
        }
        if lacks.is_empty() {
            continue;
        }
        let message = format!("{} for {} of {} has {}", flavor.name, pool.what, pool.cluster.name, lacks.join(", "));
        let subject: Subject = pool.cluster.at(format!("{}.flavor", pool.field));
        findings
            .add(subject, message, "make the flavor larger, or use another one")
            .fix(format!("Make {} larger", flavor.name), Command::Batch { commands });
    }
}
