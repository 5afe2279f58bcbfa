//! CoreOS is to be installed on a disk that the machine does not have.
//!
//! ## What it does
//! Reads `coreos.inst.install_dev` of each listed machine that boots a kernel and compares it with the names that its disks get in the guest: vda, vdb for virtio, sda, sdb for the others.
//!
//! ## Why
//! The installer stops in the initial RAM disk: "coreos.inst.install_dev is not a block device". A name that was right on somebody's server, such as sda, is not on virtio.
//!
//! ## Fix
//! Name the first disk, which is offered.
//!
//! ## Source
//! Catalogue R150: coreos/coreos-installer (coreos.inst.install_dev); libvirt, formatdomain.html, disks (bus and device names).

use crate::{
    diagnostic::Severity,
    model::{Boot, DiskBus, Kind, Machine},
    rules::{
        Context, Findings, Input, Rule,
        support::{
            arguments::Arguments,
            cluster::{is_upi, nodes},
            edit::Located,
        },
    },
};

pub const RULE: Rule = Rule {
    id: "clusters/absent-install-device",
    severity: Severity::Error,
    reads: &[Input::Each(Kind::Clusters), Input::Named(Kind::Machines), Input::Named(Kind::Servers)],
    check,
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for cluster in cx.each(&cx.lab.clusters).filter(|cluster| is_upi(cluster)) {
        for node in nodes(cx, cluster) {
            let Some(machine) = node.machine.filter(|machine| !machine.disks.is_empty()) else { continue };
            let Boot::Kernel(kernel) = &machine.boot else { continue };
            let Some(text) = kernel.args.as_deref() else { continue };
            let Some(given) = Arguments::of(text).get("coreos.inst.install_dev") else { continue };
            let device = given.strip_prefix("/dev/").unwrap_or(given);
            // Other names, such as those below by-id, are not known beforehand.
            let is_plain = device.len() == 3 && (device.starts_with("vd") || device.starts_with("sd"));
            let names = names(machine);
            if !is_plain || names.iter().any(|name| name == device) {
                continue;
            }
            let Some(first) = names.first() else { continue };
            let message = format!("{} is to be installed on {device}; its disks are {}", machine.name, names.join(", "));
            let finding = findings.add(machine.at("boot.kernel.args"), message, "name one of the machine's disks");
            let right = given.replace(device, first);
            let (old, new) = (format!("coreos.inst.install_dev={given}"), format!("coreos.inst.install_dev={right}"));
            finding.fix(format!("Install on {first}"), machine.set("boot.kernel.args", text.replace(&old, &new)));
        }
    }
}

/// The names of the first disks in the guest.
fn names(machine: &Machine) -> Vec<String> {
    let (mut virtio, mut other) = ('a'..='z', 'a'..='z');
    let named = machine.disks.iter().filter_map(|disk| match disk.bus {
        DiskBus::Virtio => virtio.next().map(|letter| format!("vd{letter}")),
        DiskBus::Scsi | DiskBus::Sata | DiskBus::Ide => other.next().map(|letter| format!("sd{letter}")),
    });
    named.collect()
}
