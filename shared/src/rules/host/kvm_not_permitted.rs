//! KVM is there, but the user that QEMU runs as may not open it.
//!
//! ## What it does
//! Looks at QEMU's own word when a guest was started under KVM to try it out, and on the machine itself whether /dev/kvm opens otherwise. Where that is not known, nothing is said.
//!
//! ## Why
//! Machines run under emulation on a host that has KVM. And libvirt, which sees that KVM cannot be used, takes what it remembers of QEMU for outdated: it asks QEMU anew at every call, so that each start takes seconds more.
//!
//! ## Fix
//! Give QEMU's user the group of /dev/kvm, usually `kvm`: `usermod -aG kvm libvirt-qemu` on Debian and Ubuntu, `usermod -aG kvm qemu` elsewhere. In a container, /dev/kvm needs the group that it has on the host outside.
//!
//! ## Source
//! kubevirt/kubevirtci#103 ("Could not access KVM kernel module: Permission denied"). libvirt, src/qemu/qemu_capabilities.c, virQEMUCapsIsValid: capabilities with KVM are discarded while /dev/kvm is not accessible to QEMU's user.

use crate::{
    diagnostic::{Severity, Subject},
    model::{Kind, RecordRef},
    rules::{Context, Findings, Input, Rule},
};

pub const RULE: Rule = Rule {
    id: "host/kvm-not-permitted",
    severity: Severity::Warning,
    reads: &[Input::Records(Kind::Host), Input::Fields(Kind::Machines, &[]), Input::Kvm],
    check,
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    let Some(kvm) = cx.facts.map(|facts| &facts.kvm).filter(|_| !cx.lab.machines.is_empty()) else { return };
    if kvm.permitted != Some(false) {
        return;
    }
    findings.add(
        Subject::record(RecordRef::host()),
        format!(
            "{} has /dev/kvm, but the user that QEMU runs as may not open it: machines run under emulation, and every start takes seconds more",
            cx.lab.host.name
        ),
        "give that user the group of /dev/kvm, usually kvm: `usermod -aG kvm libvirt-qemu` (Debian, Ubuntu) or `usermod -aG kvm qemu`",
    );
}
