//! The machines that start now ask for more memory than is free on the host.
//!
//! ## What it does
//! Adds up the memory of the machines that apply starts, less what this lab's running domains hold already, and compares it with what the host has free, page cache counted as free.
//!
//! ## Why
//! Memory that other programs hold is not there for guests, even where the host's size would do: QEMU fails to start ("cannot set up guest memory"), or the kernel kills something.
//!
//! ## Fix
//! Stop what else runs on the host, start fewer machines (`started: false`), or make them smaller.
//!
//! ## Source
//! Catalogue R13: infrared compares what is needed with what is free (plugins/virsh/validate_hypervisor.yml). Linux `Documentation/filesystems/proc.rst`, MemAvailable.

use crate::{
    diagnostic::{Severity, Subject},
    model::{Kind, RecordRef},
    rules::{Context, Findings, Input, Rule},
    value::Size,
};

pub const RULE: Rule = Rule {
    id: "capacity/free-memory",
    severity: Severity::Warning,
    reads: &[Input::Records(Kind::Host), Input::Fields(Kind::Machines, &["memory", "started"]), Input::Memory, Input::Domains],
    check,
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    let Some((facts, free)) = cx.facts.and_then(|facts| Some((facts, facts.memory.free?))) else { return };
    let asked: Size = cx.lab.machines.iter().filter(|machine| machine.started).map(|machine| machine.memory).sum();
    let held: Size = facts
        .domains
        .iter()
        .filter(|domain| domain.state.is_active() && cx.is_ours(domain.mark.as_ref()))
        .map(|domain| domain.memory)
        .sum();
    let needed = asked.saturating_sub(held);
    if needed <= free {
        return;
    }
    let running = if held == Size::ZERO { String::new() } else { format!(", {} of it running already", held.human()) };
    findings.add(
        Subject::record(RecordRef::host()),
        format!("apply starts machines of {}{running}; {} has {} free now", asked.human(), cx.lab.host.name, free.human()),
        format!("free {} on the host, or start fewer machines", needed.saturating_sub(free).human()),
    );
}
