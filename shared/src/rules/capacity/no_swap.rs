//! The host has no swap while its memory is over-committed.
//!
//! ## What it does
//! Where machines and other domains ask for more memory than the host has after its reserve, looks whether the host has swap.
//!
//! ## Why
//! Without swap the kernel kills the largest process as soon as the guests fill up, and that is a whole machine.
//!
//! ## Fix
//! Add swap of at least what is asked beyond the host's memory, or make machines smaller.
//!
//! ## Source
//! Catalogue R27: cybertron/openstack-virtual-baremetal, pull request 39 (guests killed for want of memory).

use crate::{
    diagnostic::{Severity, Subject},
    model::{Kind, RecordRef},
    rules::{Context, Findings, Input, Rule, support::load::Memory},
};

pub const RULE: Rule = Rule {
    id: "capacity/no-swap",
    severity: Severity::Warning,
    reads: &[Input::Records(Kind::Host), Input::Fields(Kind::Machines, &["memory"]), Input::Memory, Input::Domains],
    check,
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    let Some(load) = Memory::of(cx) else { return };
    let Some(swap) = cx.facts.and_then(|facts| facts.memory.swap) else { return };
    let beyond = load.all().saturating_sub(load.left);
    if swap >= beyond {
        return;
    }
    findings.add(
        Subject::record(RecordRef::host()),
        format!(
            "machines ask for {} more than {} has after its reserve, and it has {} of swap",
            beyond.human(),
            cx.lab.host.name,
            swap.human()
        ),
        format!("add {} of swap, or take as much memory off the machines", beyond.saturating_sub(swap).human()),
    );
}
