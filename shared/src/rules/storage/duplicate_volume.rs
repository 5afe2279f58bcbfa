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

use crate::{
    capacity::site::volume_name,
    diagnostic::Severity,
    model::{Disk, Kind, Machine},
    rules::{
        Context, Findings, Input, Rule,
        groups::{WITH_VOLUME, volume_key},
        support::edit::Located,
    },
};

pub const RULE: Rule = Rule { id: "storage/duplicate-volume", severity: Severity::Error, reads: &[Input::Each(Kind::Machines)], check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for machine in cx.each(&cx.lab.machines) {
        for disk in &machine.disks {
            // The first that has the file keeps it.
            let key = volume_key(machine, disk);
            let others = cx.index.group(WITH_VOLUME, key);
            let mut others = others.flat_map(|other| other.disks.iter().map(move |disk| (other, disk)));
            let has_it = |other: &Machine, its: &Disk| its.pool == disk.pool && volume_name(other, its) == volume_name(machine, disk);
            let holder = others.find(|(other, its)| volume_key(other, its) == key && (std::ptr::eq(*its, disk) || has_it(other, its)));
            let is_own = |(other, its): &(&Machine, &Disk)| its.name == disk.name && other.name == machine.name;
            let Some((other, its)) = holder.filter(|holder| !is_own(holder)) else { continue };
            let finding = findings.add(
                machine.at(format!("disks[{}]", disk.name)),
                format!(
                    "{} of {} has the file {} in {}, which {} of {} has too",
                    disk.name,
                    machine.name,
                    cx.host_name(&volume_name(machine, disk)),
                    disk.pool,
                    its.name,
                    other.name
                ),
                "give one of them another file name",
            );
            if disk.volume.is_some() {
                finding.fix("Name the file after the machine", machine.unset(format!("disks[{}].volume", disk.name)));
            }
        }
    }
}
