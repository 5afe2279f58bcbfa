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
    document::{Command, references},
    model::Kind,
    rules::{Context, Findings, Input, Rule, support::edit::nearest},
};

pub const RULE: Rule = Rule {
    id: "references/unknown-record",
    severity: Severity::Error,
    reads: &[
        Input::Records(Kind::Images),
        Input::Records(Kind::Pools),
        Input::Records(Kind::Networks),
        Input::Records(Kind::Machines),
        Input::Records(Kind::Clouds),
        Input::Records(Kind::Projects),
        Input::Records(Kind::Servers),
        Input::Records(Kind::Clusters),
    ],
    check,
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    // Many records may name the same missing one: one look for what was meant is enough.
    let mut guesses: BTreeMap<(Kind, &str), Option<&str>> = BTreeMap::new();
    references::of_lab(cx.lab, &mut |owner, kind, field, name| {
        if owner.kind == Kind::Scales || cx.has(kind, name.as_str()) {
            return;
        }
        let what = kind.singular();
        let guess = *guesses.entry((kind, name.as_str())).or_insert_with(|| nearest(name.as_str(), cx.names(kind)));
        let likely = guess.filter(|guess| owner.kind != kind || *guess != owner.name.as_str());
        let meant = likely.map(|likely| format!("; did you mean {likely}?")).unwrap_or_default();
        let message = format!("{} of {} names the {what} {name}, which is not in the lab{meant}", label(&field), owner.name);
        let subject = Subject::field(owner.reference(), field.clone());
        let finding = findings.add(subject, message, format!("correct the name, or add {name} to the {}", kind.key()));
        if let Some(likely) = likely {
            finding.fix(format!("Use {likely}"), Command::Set { record: owner.reference(), field, value: likely.into() });
        }
    });
}

/// A field's path as it reads in a sentence: the item that it stands in, otherwise the part.
fn label(field: &str) -> String {
    if field.starts_with("after[") {
        return "the order".to_owned();
    }
    let item = field.rsplit_once('[').and_then(|(_, rest)| rest.split_once(']')).map(|(name, _)| name);
    item.or_else(|| field.split('.').next()).unwrap_or(field).to_owned()
}
