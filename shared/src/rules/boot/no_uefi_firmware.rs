//! A machine starts with UEFI, and the host has no UEFI firmware for machines.
//!
//! ## What it does
//! Looks at `firmware` of each machine, and whether libvirt on the host knows a firmware of that kind.
//!
//! ## Why
//! libvirt refuses to define such a machine ("Unable to find 'efi' firmware that is compatible with the current configuration"), after networks, pools and images were made already.
//!
//! ## Fix
//! Install the firmware on the host: package `ovmf` (Debian, Ubuntu), `edk2-ovmf` (Fedora, RHEL). Or let the machine start with BIOS, which is offered.
//!
//! ## Source
//! libvirt documentation, "Domain XML format", `os` with `firmware`, and "Domain capabilities": the enumeration `firmware` names `efi` only where a firmware descriptor (QEMU, docs/interop/firmware.json) is installed.

use crate::{
    diagnostic::Severity,
    document::Command,
    model::{Firmware, Kind},
    rules::{Context, Findings, Input, Rule, support::edit::Located},
};

pub const RULE: Rule = Rule {
    id: "boot/no-uefi-firmware",
    severity: Severity::Error,
    reads: &[Input::Records(Kind::Host), Input::Each(Kind::Machines), Input::Firmware],
    check,
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    if cx.facts.and_then(|facts| facts.uefi) != Some(false) {
        return;
    }
    for machine in cx.each(&cx.lab.machines).filter(|machine| machine.firmware == Firmware::Uefi) {
        let set = Command::Set { record: machine.reference(), field: "firmware".to_owned(), value: "bios".into() };
        findings
            .add(
                machine.at("firmware"),
                format!("{} starts with UEFI, and {} has no UEFI firmware for machines", machine.name, cx.lab.host.name),
                "install it on the host (package ovmf on Debian and Ubuntu, edk2-ovmf on Fedora and RHEL), or start with BIOS",
            )
            .fix(format!("Start {} with BIOS", machine.name), set);
    }
}
