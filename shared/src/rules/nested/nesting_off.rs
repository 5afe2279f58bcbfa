//! Nested virtualization is off on a host whose machines run guests.
//!
//! ## What it does
//! Where the lab has machines that guests run in (compute nodes of clouds, an all-in-one among them; a machine of no cloud by its own role), looks whether KVM's module passes virtualization on: on the host, as far as KVM works there, and in what the lab sets the host to (`host.tuning.nested`).
//!
//! ## Why
//! The machines then have no /dev/kvm of their own: their guests do not start, or run ten times slower under emulation.
//!
//! ## Fix
//! Set `options kvm_intel nested=1` (or kvm_amd) in /etc/modprobe.d, and load the module again with no machine running. Where the lab itself turns it off, that is taken away by an edit.
//!
//! ## Source
//! Catalogue R02. Linux `Documentation/virt/kvm/x86/running-nested-guests.rst`: on by default from Linux 4.20; distributions may differ.

use std::collections::BTreeMap;

use crate::{
    diagnostic::{Severity, Subject},
    document::Command,
    model::{CloudNode, Kind, RecordRef},
    rules::{
        Context, Findings, Input, Rule,
        support::{edit::several, nodes::runs_guests},
    },
};

pub const RULE: Rule = Rule {
    id: "nested/nesting-off",
    severity: Severity::Error,
    reads: &[
        Input::Records(Kind::Host),
        Input::Fields(Kind::Machines, &["name", "role"]),
        Input::Fields(Kind::Clouds, &["nodes"]),
        Input::Kvm,
    ],
    check,
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    let kvm = cx.facts.map(|facts| &facts.kvm);
    // Under emulation the CPU that a guest sees has svm of its own.
    if kvm.is_some_and(|kvm| kvm.works == Some(false) || kvm.offered == Some(false)) {
        return;
    }
    let is_off = kvm.is_some_and(|kvm| kvm.nested == Some(false));
    let is_turned_off = cx.lab.host.tuning.nested == Some(false);
    let count = if is_off || is_turned_off { inside(cx) } else { 0 };
    if count == 0 {
        return;
    }
    let inside = format!("guests run inside {}", several(count, "compute machine", "compute machines"));
    let host = RecordRef::host();
    if is_turned_off {
        findings
            .add(
                Subject::field(host.clone(), "tuning.nested"),
                format!("{inside}, but the lab turns nested virtualization off on {}", cx.lab.host.name),
                "take host.tuning.nested away, or set it to true",
            )
            .fix("Turn it on", Command::Set { record: host.clone(), field: "tuning.nested".to_owned(), value: true.into() });
    }
    if is_off {
        findings.add(
            Subject::record(host),
            format!("{inside}, but {} has nested virtualization off", cx.lab.host.name),
            "on the host: options kvm_intel nested=1 (or kvm_amd) in /etc/modprobe.d, then load the module again",
        );
    }
}

/// How many machines guests run inside.
fn inside(cx: &Context<'_>) -> usize {
    let mut nodes: BTreeMap<&str, Vec<&CloudNode>> = BTreeMap::new();
    for node in cx.lab.clouds.iter().flat_map(|cloud| &cloud.nodes) {
        nodes.entry(node.machine.as_str()).or_default().push(node);
    }
    let of = |name: &str| nodes.get(name).into_iter().flatten().copied();
    cx.lab.machines.iter().filter(|machine| runs_guests(machine, of(machine.name.as_str()))).count()
}
