//! Two disks have the same file in one pool.
//!
//! ## What it does
//! Compares the file names of all volumes that go into each pool, the given ones and those made from the machine's and the disk's names.
//!
//! ## Why
//! Two guests that write to one file destroy each other's file system.
//!
//! ## Fix
//! Take the given file name away, or give another one.
//!
//! ## Source
//! libvirt: "storage volume '…' exists already"; QEMU documentation, "Image locking".

use std::collections::BTreeMap;

use crate::{
    diagnostic::Severity,
    model::Kind,
    rules::{
        Context, Findings, Input, Rule,
        support::{edit::Located, space},
    },
    value::Name,
};

pub const RULE: Rule =
    Rule { id: "storage/duplicate-volume", severity: Severity::Error, reads: &[Input::Fields(Kind::Machines, &["disks"])], check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    let mut holders: BTreeMap<(&str, String), (&Name, &Name)> = BTreeMap::new();
    for machine in cx.lab.machines.iter() {
        for disk in &machine.disks {
            let file = space::volume_name(cx, machine, disk);
            let here = (&disk.name, &machine.name);
            let key = (disk.pool.as_str(), file);
            let Some(holder) = holders.get(&key).filter(|holder| **holder != here) else {
                holders.insert(key, here);
                continue;
            };
            let finding = findings.add(
                machine.at(format!("disks[{}]", disk.name)),
                format!(
                    "{} of {} has the file {} in {}, which {} of {} has too",
                    disk.name, machine.name, key.1, disk.pool, holder.0, holder.1
                ),
                "give one of them another file name",
            );
            if disk.volume.is_some() {
                finding.fix("Name the file after the machine", machine.unset(format!("disks[{}].volume", disk.name)));
            }
        }
    }
}
