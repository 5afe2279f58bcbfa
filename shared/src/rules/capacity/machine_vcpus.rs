//! One machine has more virtual CPUs than the host has hardware threads.
//!
//! ## What it does
//! Compares each machine's virtual CPUs with the host's threads.
//!
//! ## Why
//! The machine's own CPUs wait for one another: a guest that spins on a lock held by a CPU that is not running stands still. KVM recommends no more than the host has.
//!
//! ## Fix
//! Give the machine as many virtual CPUs as the host has threads.
//!
//! ## Source
//! QEMU `accel/kvm/kvm-all.c`: "Number of SMP cpus requested exceeds the recommended cpus supported by KVM".

use crate::{
    diagnostic::Severity,
    model::Kind,
    rules::{Context, Findings, Input, Rule, support::edit::Located},
};

pub const RULE: Rule = Rule {
    id: "capacity/machine-vcpus",
    severity: Severity::Warning,
    reads: &[Input::Records(Kind::Host), Input::Each(Kind::Machines), Input::Cpu],
    check,
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    let Some(threads) = cx.facts.map(|facts| facts.cpu.threads).filter(|threads| *threads > 0) else { return };
    for machine in cx.each(&cx.lab.machines).filter(|machine| machine.vcpus > threads) {
        findings
            .add(
                machine.at("vcpus"),
                format!("{} has {} virtual CPUs; {} has {threads} hardware threads", machine.name, machine.vcpus, cx.lab.host.name),
                "give the machine at most as many virtual CPUs as the host has threads",
            )
            .fix(format!("Give it {threads}"), machine.set("vcpus", threads));
    }
}
