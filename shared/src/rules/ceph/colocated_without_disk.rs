//! A compute node is to hold OSDs, but has no blank disk.
//!
//! ## What it does
//! Where OSDs run on the compute nodes, looks for compute nodes without a blank disk beside the first.
//!
//! ## Why
//! Each OSD takes a whole blank disk that is not the system's; without one the deployment stops when it looks for devices.
//!
//! ## Fix
//! Add a blank disk; one in the pool of the first disk is offered.
//!
//! ## Source
//! Catalogue R164. ceph/ceph, `doc/start/hardware-recommendations.rst` (a dedicated disk for each OSD).

use serde_json::json;

use crate::{
    diagnostic::Severity,
    document::Command,
    model::{Kind, Role},
    rules::{
        Context, Findings, Input, Rule,
        support::{
            ceph::{clusters, osds},
            edit::Located,
            nodes::with_role,
        },
    },
};

pub const RULE: Rule = Rule {
    id: "ceph/colocated-without-disk",
    severity: Severity::Error,
    reads: &[Input::Named(Kind::Machines), Input::Each(Kind::Clouds)],
    check,
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for (cloud, _) in clusters(cx).filter(|(_, ceph)| ceph.colocated) {
        for machine in with_role(cx, cloud, Role::Compute).filter(|machine| osds(machine) == 0) {
            let message = format!("{} is to hold OSDs, but has no blank disk beside its first", machine.name);
            let finding = findings.add(machine.at("disks"), message, "add a blank disk for an OSD");
            let free =
                ('b'..='z').map(|letter| format!("vd{letter}")).find(|name| machine.disks.iter().all(|disk| disk.name != *name.as_str()));
            if let (Some(first), Some(name)) = (machine.disks.first(), free) {
                let disk = json!({ "name": name, "pool": first.pool.as_str(), "size": "50 GiB" });
                let command = Command::Append { record: machine.reference(), field: "disks".to_owned(), value: disk };
                finding.fix(format!("Add {name} of 50 GiB in {}", first.pool), command);
            }
        }
    }
}
