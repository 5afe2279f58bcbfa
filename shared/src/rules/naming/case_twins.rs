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

use std::{
    cell::OnceCell,
    collections::{BTreeMap, BTreeSet},
};

use crate::{
    diagnostic::{Severity, Subject},
    document::Command,
    model::{Keyed, Kind, RecordRef, Records},
    rules::{Context, Findings, Input, Rule, support::gather::gather},
    value::Name,
};

pub const RULE: Rule = Rule {
    id: "naming/case-twins",
    severity: Severity::Warning,
    reads: &[Input::Fields(Kind::Pools, &[]), Input::Fields(Kind::Networks, &[]), Input::Fields(Kind::Machines, &[])],
    check,
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    list(&cx.lab.pools, Kind::Pools, findings);
    list(&cx.lab.networks, Kind::Networks, findings);
    list(&cx.lab.machines, Kind::Machines, findings);
}

fn list<T: Clone + Keyed>(records: &Records<T>, kind: Kind, findings: &mut Findings) {
    let mut first: BTreeMap<String, &Name> = BTreeMap::new();
    let taken: OnceCell<BTreeSet<String>> = OnceCell::new();
    let all = || gather(records.iter().flat_map(|record| [record.name(), record.id()]).map(|name| name.as_str().to_lowercase()));
    for record in records.iter() {
        let lower = record.name().as_str().to_lowercase();
        let Some(other) = first.get(&lower).filter(|other| **other != record.name()) else {
            first.entry(lower).or_insert(record.name());
            continue;
        };
        let reference = RecordRef::new(kind, record.id());
        let finding = findings.add(
            Subject::record(reference.clone()),
            format!("the {} {} differs from {other} in upper and lower case only", kind.singular(), record.name()),
            "rename one of them",
        );
        let free = (2..100)
            .map(|number| format!("{}-{number}", record.name()))
            .find(|name| !taken.get_or_init(all).contains(&name.to_lowercase()));
        if let Some(to) = free.and_then(|name| name.parse::<Name>().ok()) {
            finding.fix(format!("Rename to {to}"), Command::Rename { record: reference, to });
        }
    }
}
