//! Other labs' machines that are off have no room beside this lab's, once they run too.
//!
//! ## What it does
//! Adds the memory of the host's domains that are off and that Labwright made for other labs to what the lab's machines and the domains that run ask for, and compares with the host's memory less its reserve and huge pages, times `host.overcommit.memory`. What runs already and does not fit is capacity/memory's.
//!
//! ## Why
//! A lab at rest is still a claim: the nodes of a director are off until it deploys them, and their owner starts the others tomorrow. Whoever comes second finds the host full in the middle of a deployment: QEMU fails to start ("cannot set up guest memory"), or the host swaps.
//!
//! ## Fix
//! Agree who runs when, destroy the lab that is not needed, or make machines smaller.
//!
//! ## Source
//! Catalogue R13: QEMU, "cannot set up guest memory 'pc.ram'".

use std::collections::BTreeSet;

use crate::{
    diagnostic::{Severity, Subject},
    model::{Kind, RecordRef},
    rules::{
        Context, Findings, Input, Rule,
        support::{edit::several, load::Memory},
    },
    value::Size,
};

pub const RULE: Rule = Rule {
    id: "capacity/stopped-labs",
    severity: Severity::Warning,
    reads: &[
        Input::Records(Kind::Metadata),
        Input::Records(Kind::Host),
        Input::Fields(Kind::Machines, &["memory"]),
        Input::Memory,
        Input::Domains,
    ],
    check,
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    let Some(load) = Memory::of(cx) else { return };
    let stopped: Vec<_> = cx.site().asleep().collect();
    let asleep: Size = stopped.iter().map(|(domain, _)| domain.memory).sum();
    let all = load.all() + asleep;
    if load.all() > load.allowed || all <= load.allowed {
        return;
    }
    let labs: BTreeSet<&str> = stopped.iter().map(|(_, mark)| mark.lab.as_str()).collect();
    let names = labs.iter().copied().collect::<Vec<_>>().join(", ");
    let (are_off, ask) = if stopped.len() == 1 { ("is off", "asks") } else { ("are off", "ask") };
    findings.add(
        Subject::record(RecordRef::host()),
        format!(
            "{} that {are_off} {ask} for {} ({} {names}): when other labs run too, {} has {} to give and {} are asked for",
            several(stopped.len(), "machine", "machines"),
            asleep.human(),
            if labs.len() == 1 { "lab" } else { "labs" },
            cx.lab.host.name,
            load.allowed.human(),
            all.human()
        ),
        format!("agree who runs when, or take {} off the machines", all.saturating_sub(load.allowed).human()),
    );
}
