//! The host has no pool that the lab says exists, or has it switched off.
//!
//! ## What it does
//! Looks for each pool marked `existing` among the host's pools, and whether it is active.
//!
//! ## Why
//! The lab does not make such a pool; its volumes would have no place.
//!
//! ## Fix
//! Correct the name, or take `existing` off and give a path so that the lab makes the pool.
//!
//! ## Source
//! libvirt: "Storage pool not found: no storage pool with matching name"; "storage pool '…' is not active".

use crate::{
    diagnostic::Severity,
    document::Command,
    model::Kind,
    rules::{
        Context, Findings, Input, Rule,
        support::edit::{Located, nearest},
    },
    value::Name,
};

pub const RULE: Rule = Rule {
    id: "storage/absent-pool",
    severity: Severity::Error,
    reads: &[Input::Records(Kind::Metadata), Input::Records(Kind::Pools), Input::Storage],
    check,
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    let Some(facts) = cx.facts else { return };
    for pool in cx.lab.pools.iter().filter(|pool| pool.existing) {
        match facts.pool(pool.name.as_str()) {
            Some(found) if found.active => {}
            Some(_) => {
                findings
                    .add(
                        pool.here(),
                        format!("the pool {} of {} is not active", pool.name, facts.name),
                        format!("on the host: virsh pool-start {}", pool.name),
                    )
                    .severity(Severity::Warning);
            }
            None => {
                let likely = nearest(
                    pool.name.as_str(),
                    facts.pools.iter().map(|other| other.name.as_str()).filter(|name| !cx.index.pools.contains_key(name)),
                );
                let meant = likely.map(|name| format!("; did you mean {name}?")).unwrap_or_default();
                let mut finding = findings.add(
                    pool.at("existing"),
                    format!("{} has no pool {}{meant}", facts.name, pool.name),
                    "correct the name, or let the lab make the pool",
                );
                if let Some(to) = likely.and_then(|name| name.parse::<Name>().ok()) {
                    finding = finding.fix(format!("Rename to {to}"), Command::Rename { record: pool.reference(), to });
                }
                let path = pool.path.clone().unwrap_or_else(|| super::pool_without_path::default_path(cx, pool));
                let command = Command::Batch { commands: vec![pool.unset("existing"), pool.set("path", path.as_str())] };
                finding.fix(format!("Let the lab make it in {path}"), command);
            }
        }
    }
}
