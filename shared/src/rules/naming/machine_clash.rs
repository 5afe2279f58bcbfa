//! The host has a domain of a machine's name that is not the lab's.
//!
//! ## What it does
//! Compares the machines' names on the host with its domains that do not carry this lab's mark.
//!
//! ## Why
//! A domain's name is unique on the host, and what is not the lab's is never changed: the plan is refused.
//!
//! ## Fix
//! Rename the machine (a name with the lab's in front is offered), or build the lab under a prefix of its own.
//!
//! ## Source
//! libvirt: "operation failed: domain '…' already exists with uuid".

use std::collections::BTreeSet;

use crate::{
    diagnostic::Severity,
    document::Command,
    model::Kind,
    rules::{
        Context, Findings, Input, Rule,
        support::{edit::Located, gather::gather},
    },
    value::Name,
};

pub const RULE: Rule = Rule {
    id: "naming/machine-clash",
    severity: Severity::Error,
    reads: &[Input::Records(Kind::Metadata), Input::Each(Kind::Machines), Input::Domains],
    check,
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    let Some(facts) = cx.facts else { return };
    let foreign: BTreeSet<&str> =
        gather(facts.domains.iter().filter(|domain| !cx.is_ours(domain.mark.as_ref())).map(|domain| domain.name.as_str()));
    if foreign.is_empty() {
        return;
    }
    for machine in cx.each(&cx.lab.machines) {
        let name = cx.host_name(machine.name.as_str());
        if !foreign.contains(name.as_str()) {
            continue;
        }
        let message = format!("{} has a domain {name} that is not this lab's", facts.name);
        let finding = findings.add(machine.at("name"), message, "rename the machine, or build the lab under a prefix");
        let free = format!("{}-{}", cx.lab.metadata.name, machine.name);
        let is_free = !foreign.contains(cx.host_name(&free).as_str())
            && !cx.index.machines.contains_key(free.as_str())
            && !cx.index.machines.has_identity(free.as_str());
        if let Some(to) = free.parse::<Name>().ok().filter(|_| is_free) {
            finding.fix(format!("Rename to {to}"), Command::Rename { record: machine.reference(), to });
        }
    }
}
