//! The host is not known, so part of the checks did not run.
//!
//! ## What it does
//! Tells which facts are missing: all of them, or single ones that the checks need.
//!
//! ## Why
//! A limit that could not be read is unknown. It is never taken for "does not fit", and never for "fits".
//!
//! ## Fix
//! Connect to the host, or give its facts as a file (`labwright facts` writes one).
//!
//! ## Source
//! Catalogue R186: cml-lab-builder 3.3.1 and 3.3.2 refused labs because a limit could not be read.

use crate::{
    diagnostic::{Severity, Subject},
    model::{Firmware, Kind, NetworkMode, RecordRef},
    rules::{Context, Findings, Input, Rule},
};

pub const RULE: Rule = Rule {
    id: "host/unknown-facts",
    severity: Severity::Info,
    reads: &[
        Input::Records(Kind::Host),
        Input::Fields(Kind::Machines, &["firmware"]),
        Input::Fields(Kind::Networks, &["mode"]),
        Input::Cpu,
        Input::Memory,
        Input::Kvm,
        Input::Firmware,
        Input::Storage,
        Input::HostNetworks,
        Input::Domains,
    ],
    check,
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    let name = &cx.lab.host.name;
    let Some(facts) = cx.facts else {
        findings.add(
            Subject::record(RecordRef::host()),
            format!("nothing is known of {name}: capacity, clashes with what it has, and nesting were not checked"),
            "connect to the host, or give its facts as a file",
        );
        return;
    };
    let unknown: Vec<&str> = [
        (facts.memory.free.is_none(), "free memory"),
        (facts.memory.swap.is_none(), "swap"),
        (facts.kvm.works.is_none(), "whether KVM works"),
        (facts.kvm.nested.is_none() && facts.kvm.works != Some(false), "whether nesting is on"),
        (facts.uefi.is_none() && cx.lab.machines.iter().any(|machine| machine.firmware == Firmware::Uefi), "UEFI firmware"),
        (facts.interfaces.is_none(), "interfaces"),
        (facts.open_vswitch.running.is_none() && cx.lab.networks.iter().any(is_on_open_vswitch), "Open vSwitch"),
        (facts.routes.is_none(), "routes"),
        (facts.filesystems.is_empty() && facts.pools.is_empty(), "storage"),
    ]
    .into_iter()
    .filter_map(|(is_unknown, what)| is_unknown.then_some(what))
    .collect();
    if !unknown.is_empty() {
        findings.add(
            Subject::record(RecordRef::host()),
            format!("not known of {name}: {}; what depends on it was not checked", unknown.join(", ")),
            "read the facts with the rights to see them, or add them to the facts file",
        );
    }
}

fn is_on_open_vswitch(network: &crate::model::Network) -> bool {
    network.mode == NetworkMode::OpenVswitch
}
