//! A Ceph node has no disk for its data.
//!
//! ## What it does
//! Looks for machines of role ceph with fewer than two disks, or without a blank one beside the first.
//!
//! ## Why
//! Each OSD takes a whole blank disk that is not the system's; without one the deployment stops when it looks for devices.
//!
//! ## Fix
//! Add a blank disk; one in the pool of the first disk is offered.
//!
//! ## Source
//! Catalogue R164: ceph `doc/start/hardware-recommendations.rst` (a dedicated disk for each OSD).

use crate::{
    diagnostic::Severity,
    document::Command,
    model::{Kind, Role},
    rules::{Context, Findings, Input, Rule, support::edit::Located},
};

pub const RULE: Rule =
    Rule { id: "roles/ceph-without-osd-disk", severity: Severity::Warning, reads: &[Input::Each(Kind::Machines)], check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for machine in cx.each(&cx.lab.machines).filter(|machine| machine.role == Role::Ceph) {
        if machine.disks.iter().skip(1).any(|disk| disk.image.is_none()) {
            continue;
        }
        let finding = findings.add(
            machine.here(),
            format!("{} is a Ceph node without a blank disk beside its first", machine.name),
            "add a blank disk for an OSD",
        );
        if let Some(first) = machine.disks.first() {
            let name = ('b'..='z')
                .map(|letter| format!("vd{letter}"))
                .find(|name| machine.disks.iter().all(|disk| disk.name != *name.as_str()))
                .unwrap_or_default();
            let disk = serde_json::json!({ "name": name, "pool": first.pool.as_str(), "size": "50 GiB" });
            finding.fix(
                format!("Add {name} of 50 GiB in {}", first.pool),
                Command::Append { record: machine.reference(), field: "disks".to_owned(), value: disk },
            );
        }
    }
}
