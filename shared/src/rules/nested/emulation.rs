//! Machines run under emulation, because KVM does not work on the host.
//!
//! ## What it does
//! Looks whether libvirt offers KVM, and whether a guest really ran under it when that was tried. Where QEMU's user may not open /dev/kvm, `host/kvm-not-permitted` says it.
//!
//! ## Why
//! QEMU's emulation (TCG) is an order of magnitude slower. Small guests are fine; an installer with timeouts is not. On some hosts /dev/kvm exists and guests hang under it.
//!
//! ## Fix
//! Turn virtualization on in the host's firmware (or in the hypervisor around it), or run the lab at a small scale.
//!
//! ## Source
//! Catalogue R01, R05. Linux `Documentation/virt/kvm/x86/running-nested-guests.rst`.

use crate::{
    diagnostic::{Severity, Subject},
    model::{Kind, RecordRef},
    rules::{Context, Findings, Input, Rule},
};

pub const RULE: Rule = Rule {
    id: "nested/emulation",
    severity: Severity::Warning,
    reads: &[Input::Records(Kind::Host), Input::Fields(Kind::Machines, &[]), Input::Kvm],
    check,
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    let Some(kvm) = cx.facts.map(|facts| &facts.kvm).filter(|_| !cx.lab.machines.is_empty()) else { return };
    // Its remedy is another one: host/kvm-not-permitted.
    if kvm.permitted == Some(false) {
        return;
    }
    let why = if kvm.works == Some(false) && kvm.offered != Some(false) {
        "KVM is there, but no guest runs under it"
    } else if kvm.offered == Some(false) {
        "libvirt offers no KVM"
    } else {
        return;
    };
    let detail = kvm.detail.as_ref().map(|detail| format!(" ({})", detail.trim_end_matches('.'))).unwrap_or_default();
    findings.add(
        Subject::record(RecordRef::host()),
        format!("{why} on {}{detail}: machines run under emulation", cx.lab.host.name),
        "turn virtualization on in the host's firmware or in the hypervisor around it, or run the lab at a small scale",
    );
}
