//! Two records of one kind have the same name or the same identity.
//!
//! ## What it does
//! Compares the names of all images, pools, networks, machines and scales, each among its kind, and the identities (`id`) of renamed records.
//!
//! ## Why
//! Records refer to one another by name, and the host has one resource of each name. A second one is never meant by any reference, and edits reach the first.
//!
//! ## Fix
//! Rename one of them in the text.
//!
//! ## Source
//! libvirt: "operation failed: domain '…' already exists with uuid". The catalogue has the same for clouds: R49.

use std::collections::BTreeMap;

use crate::{
    diagnostic::{Severity, Subject},
    model::{Keyed, Kind, RecordRef, Records},
    rules::{Context, Findings, Input, Rule},
};

pub const RULE: Rule = Rule {
    id: "naming/duplicate-name",
    severity: Severity::Error,
    reads: &[
        Input::Fields(Kind::Images, &[]),
        Input::Fields(Kind::Pools, &[]),
        Input::Fields(Kind::Networks, &[]),
        Input::Fields(Kind::Machines, &[]),
        Input::Fields(Kind::Clouds, &[]),
        Input::Fields(Kind::Projects, &[]),
        Input::Fields(Kind::Servers, &[]),
        Input::Fields(Kind::Clusters, &[]),
        Input::Fields(Kind::Scales, &[]),
    ],
    check,
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    list(&cx.lab.images, Kind::Images, findings);
    list(&cx.lab.pools, Kind::Pools, findings);
    list(&cx.lab.networks, Kind::Networks, findings);
    list(&cx.lab.machines, Kind::Machines, findings);
    list(&cx.lab.clouds, Kind::Clouds, findings);
    list(&cx.lab.projects, Kind::Projects, findings);
    list(&cx.lab.servers, Kind::Servers, findings);
    list(&cx.lab.clusters, Kind::Clusters, findings);
    list(&cx.lab.scales, Kind::Scales, findings);
}

fn list<T: Clone + Keyed>(records: &Records<T>, kind: Kind, findings: &mut Findings) {
    // Two of one name, or of one identity, are seldom there; looking for them needs no map where no record was renamed.
    if records.has_unique_names() && records.iter().all(|record| record.explicit_id().is_none()) {
        return;
    }
    let mut names: BTreeMap<&str, usize> = BTreeMap::new();
    let mut ids: BTreeMap<&str, usize> = BTreeMap::new();
    for record in records.iter() {
        *names.entry(record.name().as_str()).or_default() += 1;
        *ids.entry(record.id().as_str()).or_default() += 1;
    }
    for record in records.iter() {
        let subject = || Subject::record(RecordRef::new(kind, record.id()));
        if let Some(count) = names.remove(record.name().as_str()).filter(|count| *count > 1) {
            let message = format!("{count} {} are named {}", kind.key(), record.name());
            findings.add(subject(), message, "give each a name of its own; references mean the first");
            ids.remove(record.id().as_str());
        } else if let Some(count) = ids.remove(record.id().as_str()).filter(|count| *count > 1) {
            let message = format!("{count} {} have the identity {}, which is the first name of a renamed one", kind.key(), record.id());
            findings.add(subject(), message, "give each an identity of its own, in `id`");
        }
    }
}
