//! A machine has no virtual CPU.
//!
//! ## What it does
//! Looks for machines with 0 virtual CPUs.
//!
//! ## Why
//! libvirt refuses such a machine.
//!
//! ## Fix
//! Give the machine at least one.
//!
//! ## Source
//! libvirt: "invalid maximum number of vCPUs '0'"; documentation, "Domain XML format", "CPU Allocation".

use crate::{
    diagnostic::Severity,
    model::Kind,
    rules::{Context, Findings, Input, Rule, support::edit::Located},
};

pub const RULE: Rule = Rule { id: "capacity/no-vcpus", severity: Severity::Error, reads: &[Input::Each(Kind::Machines)], check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for machine in cx.each(&cx.lab.machines).filter(|machine| machine.vcpus == 0) {
        findings
            .add(machine.at("vcpus"), format!("{} has no virtual CPU", machine.name), "give the machine at least one virtual CPU")
            .fix("Give it one", machine.set("vcpus", 1));
    }
}
