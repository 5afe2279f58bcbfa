//! A record refers to one that the lab does not have.
//!
//! ## What it does
//! Looks up every name by which a machine, cloud, project, server or cluster refers to another record.
//!
//! ## Why
//! The plan would not know what is meant.
//!
//! ## Fix
//! Correct the name; the nearest one there is is offered. Or add the record.
//!
//! ## Source
//! The lab format: names are references (`docs/generated/lab.schema.json`).

use std::collections::BTreeMap;

use crate::{
    diagnostic::{Severity, Subject},
    document::{
        Command,
        references::{self, Owner},
    },
    model::Kind,
    rules::{Context, Findings, Input, Rule, support::edit::nearest},
    value::Name,
};

pub const RULE: Rule = Rule {
    id: "references/unknown-record",
    severity: Severity::Error,
    reads: &[
        Input::Named(Kind::Images),
        Input::Named(Kind::Pools),
        Input::Named(Kind::Networks),
        Input::Each(Kind::Machines),
        Input::Each(Kind::Clouds),
        Input::Each(Kind::Projects),
        Input::Each(Kind::Servers),
        Input::Each(Kind::Clusters),
    ],
    check,
};

fn check<'a>(cx: &Context<'a>, findings: &mut Findings) {
    // Many records may name the same missing one: one look for what was meant is enough.
    let mut guesses: BTreeMap<(Kind, &str), Option<&str>> = BTreeMap::new();
    let mut look = |owner: Owner<'_>, kind: Kind, field: String, name: &'a Name| {
        if cx.has(kind, name.as_str()) {
            return;
        }
        let what = kind.singular();
        let all = cx.names(kind);
        let guess = *guesses.entry((kind, name.as_str())).or_insert_with(|| nearest(name.as_str(), all.iter().copied()));
        let likely = guess.filter(|guess| owner.kind != kind || *guess != owner.name.as_str());
        let meant = likely.map(|likely| format!("; did you mean {likely}?")).unwrap_or_default();
        let message = format!("{} of {} names the {what} {name}, which is not in the lab{meant}", label(&field), owner.name);
        let subject = Subject::field(owner.reference(), field.clone());
        let finding = findings.add(subject, message, format!("correct the name, or add {name} to the {}", kind.key()));
        if let Some(likely) = likely {
            finding.fix(format!("Use {likely}"), Command::Set { record: owner.reference(), field, value: likely.into() });
        }
    };
    for machine in cx.each(&cx.lab.machines) {
        references::of_machine(machine, &mut |kind, field, name| look(Owner::new(Kind::Machines, machine), kind, field, name));
    }
    for cloud in cx.each(&cx.lab.clouds) {
        references::of_cloud(cloud, &mut |kind, field, name| look(Owner::new(Kind::Clouds, cloud), kind, field, name));
    }
    for project in cx.each(&cx.lab.projects) {
        references::of_project(project, &mut |kind, field, name| look(Owner::new(Kind::Projects, project), kind, field, name));
    }
    for server in cx.each(&cx.lab.servers) {
        references::of_server(server, &mut |kind, field, name| look(Owner::new(Kind::Servers, server), kind, field, name));
    }
    for cluster in cx.each(&cx.lab.clusters) {
        references::of_cluster(cluster, &mut |kind, field, name| look(Owner::new(Kind::Clusters, cluster), kind, field, name));
    }
}

/// A field's path as it reads in a sentence: the item that it stands in, otherwise the part.
fn label(field: &str) -> String {
    if field.starts_with("after[") {
        return "the order".to_owned();
    }
    let item = field.rsplit_once('[').and_then(|(_, rest)| rest.split_once(']')).map(|(name, _)| name);
    item.or_else(|| field.split('.').next()).unwrap_or(field).to_owned()
}
