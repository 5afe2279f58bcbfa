//! Nested virtualization is off on a host whose machines run guests.
//!
//! ## What it does
//! Where the lab has machines that guests run in (compute nodes) and KVM works on the host, looks whether its module passes virtualization on.
//!
//! ## Why
//! The machines then have no /dev/kvm of their own: their guests do not start, or run ten times slower under emulation.
//!
//! ## Fix
//! Set `options kvm_intel nested=1` (or kvm_amd) in /etc/modprobe.d, and load the module again with no machine running.
//!
//! ## Source
//! Catalogue R02. Linux `Documentation/virt/kvm/x86/running-nested-guests.rst`: on by default from Linux 4.20; distributions may differ.

use crate::{
    diagnostic::{Severity, Subject},
    model::{Kind, RecordRef},
    rules::{Context, Findings, Input, Rule, support::edit::several},
};

pub const RULE: Rule = Rule {
    id: "nested/nesting-off",
    severity: Severity::Error,
    reads: &[Input::Records(Kind::Host), Input::Fields(Kind::Machines, &["role"]), Input::Kvm],
    check,
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    let Some(kvm) = cx.facts.map(|facts| &facts.kvm) else { return };
    // Under emulation the CPU that a guest sees has svm of its own.
    if kvm.nested != Some(false) || kvm.works == Some(false) || kvm.offered == Some(false) {
        return;
    }
    let count = cx.lab.machines.iter().filter(|machine| machine.role.nests()).count();
    if count > 0 {
        findings.add(
            Subject::record(RecordRef::host()),
            format!(
                "guests run inside {}, but {} has nested virtualization off",
                several(count, "compute machine", "compute machines"),
                cx.lab.host.name
            ),
            "on the host: options kvm_intel nested=1 (or kvm_amd) in /etc/modprobe.d, then load the module again",
        );
    }
}
