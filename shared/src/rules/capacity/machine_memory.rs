//! One machine alone asks for more memory than the host has.
//!
//! ## What it does
//! Compares each machine's memory with the host's whole memory.
//!
//! ## Why
//! No overcommit helps: as soon as the guest uses what it was given, the host has nothing left for itself.
//!
//! ## Fix
//! Make the machine smaller; what the host has after its reserve and huge pages is offered.
//!
//! ## Source
//! Catalogue R13: QEMU fails with "cannot set up guest memory 'pc.ram'".

use crate::{
    diagnostic::Severity,
    model::Kind,
    rules::{Context, Findings, Input, Rule, support::edit::Located},
    value::Size,
};

pub const RULE: Rule = Rule {
    id: "capacity/machine-memory",
    severity: Severity::Error,
    reads: &[Input::Records(Kind::Host), Input::Fields(Kind::Machines, &["name", "id", "memory"]), Input::Memory],
    check,
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    let Some(facts) = cx.facts else { return };
    let total = facts.memory.total;
    for machine in cx.lab.machines.iter().filter(|machine| machine.memory > total) {
        let finding = findings.add(
            machine.at("memory"),
            format!("{} asks for {}; {} has {} in all", machine.name, machine.memory.human(), cx.lab.host.name, total.human()),
            "make the machine smaller, or take a larger host",
        );
        let left = Size::from_mib(total.saturating_sub(cx.lab.host.kept_memory()).mib());
        // With other machines beside it the offer would only move the finding.
        if cx.lab.machines.len() == 1 && left > Size::ZERO && facts.domains.iter().all(|domain| !domain.state.is_active()) {
            finding.fix(format!("Give it {}", left.human()), machine.set("memory", left.to_string()));
        }
    }
}
