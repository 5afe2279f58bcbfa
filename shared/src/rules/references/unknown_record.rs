//! A machine refers to a record that the lab does not have.
//!
//! ## What it does
//! Looks up every pool, image, network and machine that a machine names.
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
    diagnostic::Severity,
    document::references,
    model::Kind,
    rules::{
        Context, Findings, Input, Rule,
        support::edit::{Located, nearest},
    },
};

pub const RULE: Rule = Rule {
    id: "references/unknown-record",
    severity: Severity::Error,
    reads: &[Input::Records(Kind::Images), Input::Records(Kind::Pools), Input::Records(Kind::Networks), Input::Records(Kind::Machines)],
    check,
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    // Many machines may name the same missing record: one look for what was meant is enough.
    let mut guesses: BTreeMap<(Kind, &str), Option<&str>> = BTreeMap::new();
    for machine in cx.lab.machines.iter() {
        references::of_machine(machine, &mut |kind, field, name| {
            if cx.has(kind, name.as_str()) {
                return;
            }
            let what = kind.singular();
            let guess = *guesses.entry((kind, name.as_str())).or_insert_with(|| nearest(name.as_str(), cx.names(kind)));
            let likely = guess.filter(|guess| kind != Kind::Machines || *guess != machine.name.as_str());
            let meant = likely.map(|likely| format!("; did you mean {likely}?")).unwrap_or_default();
            let message = format!("{} of {} names the {what} {name}, which is not in the lab{meant}", label(&field), machine.name);
            let finding = findings.add(machine.at(&field), message, format!("correct the name, or add {name} to the {}", kind.key()));
            if let Some(likely) = likely {
                finding.fix(format!("Use {likely}"), machine.set(field, likely));
            }
        });
    }
}

/// A field's path as it reads in a sentence.
fn label(field: &str) -> String {
    match field.split_once('[') {
        Some(("after", _)) => "the order".to_owned(),
        Some((_, rest)) => rest.split_once(']').map_or(field, |(name, _)| name).to_owned(),
        None => "boot".to_owned(),
    }
}
