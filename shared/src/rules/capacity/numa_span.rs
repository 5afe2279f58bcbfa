//! A machine fits into no NUMA node of the host.
//!
//! ## What it does
//! Places the lab's machines in the host's NUMA nodes, largest first: memory after the host's reserve, and a hardware thread for each virtual CPU of a machine. Where the domains of others lie is not known, so the lab is placed as if it were alone.
//!
//! ## Why
//! Such a machine has part of its memory behind another memory controller: every access there is slower, and more so under load. Databases and etcd feel it first.
//!
//! ## Fix
//! Nothing, while speed does not matter. Otherwise make the machine smaller than a node, or several of it.
//!
//! ## Source
//! Catalogue N1. Linux `Documentation/admin-guide/mm/numa_memory_policy.rst`; Red Hat, Virtualization Tuning and Optimization Guide, NUMA; libvirt documentation, "Domain XML format", numatune.

use crate::{
    capacity::account::spanning,
    diagnostic::Severity,
    model::Kind,
    rules::{Context, Findings, Input, Rule},
};

pub const RULE: Rule = Rule {
    id: "capacity/numa-span",
    severity: Severity::Info,
    reads: &[Input::Records(Kind::Host), Input::Records(Kind::Machines), Input::Cpu, Input::Memory],
    check,
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    let Some(facts) = cx.facts else { return };
    for spanning in spanning(&cx.site()) {
        let message = format!("{} fits into no NUMA node of {}: {}", spanning.machine, facts.name, spanning.because());
        findings.add(spanning.subject, message, "nothing needs to be done while speed does not matter; otherwise make the machine smaller");
    }
}
