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

use crate::{
    diagnostic::Severity,
    model::Kind,
    rules::{Context, Findings, Input, Lookup, Rule, support::edit::Located},
};

pub const RULE: Rule = Rule {
    id: "naming/duplicate-name",
    severity: Severity::Error,
    reads: &[
        Input::Each(Kind::Images),
        Input::Each(Kind::Pools),
        Input::Each(Kind::Networks),
        Input::Each(Kind::Machines),
        Input::Each(Kind::Clouds),
        Input::Each(Kind::Projects),
        Input::Each(Kind::Servers),
        Input::Each(Kind::Clusters),
        Input::Each(Kind::Scales),
    ],
    check,
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    list(cx, &cx.index.images, findings);
    list(cx, &cx.index.pools, findings);
    list(cx, &cx.index.networks, findings);
    list(cx, &cx.index.machines, findings);
    list(cx, &cx.index.clouds, findings);
    list(cx, &cx.index.projects, findings);
    list(cx, &cx.index.servers, findings);
    list(cx, &cx.index.clusters, findings);
    list(cx, &cx.index.scales, findings);
}

fn list<'a, T: Clone + Located>(cx: &Context<'a>, records: &Lookup<'a, T>, findings: &mut Findings) {
    let kind = T::KIND.key();
    for record in cx.each(records.records()) {
        let leads = |alike: &[&T]| alike.first().is_some_and(|first| std::ptr::eq(*first, record));
        let (twins, doubles) = (records.twins(record), records.doubles(record));
        if leads(&twins) {
            let message = format!("{} {kind} are named {}", twins.len(), record.name());
            findings.add(record.here(), message, "give each a name of its own; references mean the first");
        } else if leads(&doubles) {
            let message = format!("{} {kind} have the identity {}, which is the first name of a renamed one", doubles.len(), record.id());
            findings.add(record.here(), message, "give each an identity of its own, in `id`");
        }
    }
}
