//! Machines ask for more memory than the host has, within what the lab allows.
//!
//! ## What it does
//! Compares the memory of the lab's machines and of the host's other active domains with the host's memory less its reserve and huge pages. Beyond `host.overcommit.memory` the rule capacity/memory speaks instead.
//!
//! ## Why
//! It works as long as guests leave memory alone or hold equal pages. When they fill up, the host swaps and every guest slows down at once.
//!
//! ## Fix
//! Make machines smaller, or accept the finding with the reason why the guests stay below their size.
//!
//! ## Source
//! Catalogue R13; Linux `Documentation/admin-guide/mm/ksm.rst`.

use crate::{
    diagnostic::{Severity, Subject},
    model::{Kind, RecordRef},
    rules::{Context, Findings, Input, Rule, support::load::Memory},
};

pub const RULE: Rule = Rule {
    id: "capacity/memory-overcommit",
    severity: Severity::Warning,
    reads: &[Input::Records(Kind::Host), Input::Fields(Kind::Machines, &["memory"]), Input::Memory, Input::Domains],
    check,
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    let Some(load) = Memory::of(cx) else { return };
    if load.all() <= load.left || load.all() > load.allowed {
        return;
    }
    let ratio = load.all().bytes() as f64 / load.left.bytes().max(1) as f64;
    let pages = if cx.lab.host.tuning.huge_pages.is_some() { " and huge pages" } else { "" };
    findings.add(
        Subject::record(RecordRef::host()),
        format!(
            "machines and other domains ask for {}; {} has {} after its reserve{pages}: {ratio:.2} times, of {} allowed",
            load.all().human(),
            cx.lab.host.name,
            load.left.human(),
            cx.lab.host.overcommit.memory
        ),
        format!("take {} off the machines, or accept the finding with its reason", load.all().saturating_sub(load.left).human()),
    );
}
