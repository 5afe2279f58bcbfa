//! Machines ask for more memory than the host has.
//!
//! ## What it does
//! Adds up the memory of the lab's machines and of the host's other active domains, and compares it with the host's memory less its reserve and huge pages, times the lab's memory overcommit.
//!
//! ## Why
//! QEMU gets guest memory page by page as the guest touches it. Machines that ask for more than there is start, run, and are killed by the kernel when they fill up.
//!
//! ## Fix
//! Make machines smaller, take a larger host, or raise `host.overcommit.memory` knowingly (page sharing and idle guests may carry it).
//!
//! ## Source
//! Catalogue R13. infrared refuses to provision when the sum exceeds the free memory by 20 % (plugins/virsh/validate_hypervisor.yml); Linux `Documentation/mm/overcommit-accounting.rst`.

use crate::{
    diagnostic::{Severity, Subject},
    model::{Kind, RecordRef},
    rules::{Context, Findings, Input, Rule, support::load::Memory},
    value::Size,
};

pub const RULE: Rule = Rule {
    id: "capacity/memory",
    severity: Severity::Error,
    reads: &[Input::Records(Kind::Host), Input::Fields(Kind::Machines, &["memory"]), Input::Memory, Input::Domains],
    check,
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    let (Some(facts), Some(load)) = (cx.facts, Memory::of(cx)) else { return };
    if load.all() <= load.allowed {
        return;
    }
    let host = &cx.lab.host;
    let pages = host.tuning.huge_pages;
    let missing = load.all().saturating_sub(load.allowed).human();
    let beside = if load.others == Size::ZERO { String::new() } else { format!(", other domains {}", load.others.human()) };
    findings.add(
        Subject::record(RecordRef::host()),
        format!(
            "machines ask for {}{beside}; {} has {} less {} reserve{}, times {}: {}, which is {missing} too little",
            load.asked.human(),
            host.name,
            facts.memory.total.human(),
            host.reserve.memory.human(),
            pages.map_or(String::new(), |pages| format!(" and {} in huge pages", pages.human())),
            host.overcommit.memory,
            load.allowed.human()
        ),
        format!("take {missing} off the machines, or raise host.overcommit.memory knowingly"),
    );
}
