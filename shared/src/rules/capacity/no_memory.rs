//! A machine has less memory than any guest can start in.
//!
//! ## What it does
//! Looks for machines with less than 1 MiB.
//!
//! ## Why
//! libvirt refuses a machine without memory, and counts in KiB: what rounds down to nothing is nothing. A PC's firmware alone needs its first MiB.
//!
//! ## Fix
//! Give the machine memory; 512 MiB are offered.
//!
//! ## Source
//! libvirt documentation, "Domain XML format", "Memory Allocation": the memory element is required and must not be 0.

use crate::{
    diagnostic::Severity,
    model::Kind,
    rules::{Context, Findings, Input, Rule, support::edit::Located},
    value::Size,
};

pub const RULE: Rule = Rule { id: "capacity/no-memory", severity: Severity::Error, reads: &[Input::Each(Kind::Machines)], check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for machine in cx.each(&cx.lab.machines).filter(|machine| machine.memory < Size::from_mib(1)) {
        findings
            .add(
                machine.at("memory"),
                format!("{} has {} of memory: no guest starts in that", machine.name, machine.memory),
                "give the machine memory",
            )
            .fix("Give it 512 MiB", machine.set("memory", "512 MiB"));
    }
}
