//! The host has a pool of the name of one that the lab makes, in another folder.
//!
//! ## What it does
//! Compares the names on the host of the pools that the lab makes with the host's pools. One in the same folder may be this lab's own from an earlier build: pools carry no mark.
//!
//! ## Why
//! A pool's name is unique on the host, and what is not the lab's is never changed: the plan is refused.
//!
//! ## Fix
//! Put the volumes into the host's pool (`existing: true`), or rename the lab's.
//!
//! ## Source
//! libvirt: "operation failed: pool '…' already exists with uuid".

use crate::{
    diagnostic::Severity,
    document::Command,
    model::Kind,
    rules::{Context, Findings, Input, Rule, support::edit::Located},
    value::Name,
};

pub const RULE: Rule = Rule {
    id: "naming/pool-clash",
    severity: Severity::Error,
    reads: &[Input::Records(Kind::Metadata), Input::Records(Kind::Pools), Input::Storage],
    check,
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    let Some(facts) = cx.facts else { return };
    for pool in cx.lab.pools.iter().filter(|pool| !pool.existing) {
        let name = cx.host_name(pool.name.as_str());
        let Some(other) = facts.pool(&name) else { continue };
        let folder = |path: &Option<String>| path.as_deref().map(|path| path.trim_end_matches('/').to_owned());
        if folder(&other.path) == folder(&pool.path) {
            continue;
        }
        let place = other.path.as_ref().map(|path| format!(" in {path}")).unwrap_or_default();
        let message = format!("{} has a pool {name}{place} that is not this lab's", facts.name);
        let mut finding = findings.add(pool.at("name"), message, "use the host's pool with `existing: true`, or rename the lab's");
        if other.active && cx.instance.is_none_or(|instance| instance.prefix.is_empty()) {
            let command = Command::Batch { commands: vec![pool.set("existing", true), pool.unset("path")] };
            finding = finding.fix("Use the host's pool", command);
        }
        let free = format!("{}-{}", cx.lab.metadata.name, pool.name);
        let is_free = facts.pool(&cx.host_name(&free)).is_none()
            && !cx.index.pools.contains_key(free.as_str())
            && cx.lab.pools.by_id(&free).is_none();
        if let Some(to) = free.parse::<Name>().ok().filter(|_| is_free) {
            finding.fix(format!("Rename to {to}"), Command::Rename { record: pool.reference(), to });
        }
    }
}
