//! Two names of one kind differ in upper and lower case only.
//!
//! ## What it does
//! Compares the names of machines, networks and pools, each among its kind, without regard to case.
//!
//! ## Why
//! DNS takes the two for one name, and so do people: libvirt's dnsmasq answers for whichever machine spoke last.
//!
//! ## Fix
//! Rename one of them; a free name is offered.
//!
//! ## Source
//! RFC 4343 §2 (DNS names compare without regard to case).

use crate::{
    diagnostic::Severity,
    document::Command,
    model::{Keyed, Kind, Records},
    rules::{
        Context, Findings, Input, Rule,
        groups::{Group, LOWER_MACHINES, LOWER_NETWORKS, LOWER_POOLS, lower_key},
        support::edit::Located,
    },
    value::Name,
};

pub const RULE: Rule = Rule {
    id: "naming/case-twins",
    severity: Severity::Warning,
    reads: &[Input::Each(Kind::Pools), Input::Each(Kind::Networks), Input::Each(Kind::Machines)],
    check,
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    list(cx, &cx.lab.pools, LOWER_POOLS, findings);
    list(cx, &cx.lab.networks, LOWER_NETWORKS, findings);
    list(cx, &cx.lab.machines, LOWER_MACHINES, findings);
}

fn list<'a, T: Clone + Located>(cx: &Context<'a>, records: &'a Records<T>, group: &Group<T>, findings: &mut Findings) {
    let are_like = |name: &Name, other: &str| name.as_str().eq_ignore_ascii_case(other);
    for record in cx.each(records) {
        let name = record.name().as_str();
        let mut alike = cx.index.group(group, lower_key(name)).filter(|other| are_like(other.name(), name));
        let Some(other) = alike.next().map(Keyed::name).filter(|other| other.as_str() != name) else { continue };
        let finding = findings.add(
            record.here(),
            format!("the {} {name} differs from {other} in upper and lower case only", T::KIND.singular()),
            "rename one of them",
        );
        let is_taken = |name: &str| {
            let mut alike = cx.index.group(group, lower_key(name));
            alike.any(|other| are_like(other.name(), name) || are_like(other.id(), name))
        };
        let free = (2..100).map(|number| format!("{name}-{number}")).find(|name| !is_taken(name));
        if let Some(to) = free.and_then(|name| name.parse::<Name>().ok()) {
            finding.fix(format!("Rename to {to}"), Command::Rename { record: record.reference(), to });
        }
    }
}
