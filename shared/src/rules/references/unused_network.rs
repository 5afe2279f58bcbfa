//! No machine has a port on a network.
//!
//! ## What it does
//! Looks for networks that no port names.
//!
//! ## Why
//! It does no harm: the network is made and stays empty. It may be left over, or a port may be on another one than was meant.
//!
//! ## Fix
//! Remove the network, or draw a port to it.
//!
//! ## Source
//! The lab format: names are references (`docs/generated/lab.schema.json`).

use crate::{
    diagnostic::Severity,
    document::Command,
    model::Kind,
    rules::{Context, Findings, Input, Rule, support::edit::Located},
};

pub const RULE: Rule = Rule {
    id: "references/unused-network",
    severity: Severity::Info,
    reads: &[Input::Each(Kind::Networks), Input::Named(Kind::Machines)],
    check,
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for network in cx.each(&cx.lab.networks).filter(|network| !cx.index.ports.contains_key(network.name.as_str())) {
        findings
            .add(network.here(), format!("no machine has a port on {}", network.name), "draw a port to it, or remove it")
            .fix(format!("Remove {}", network.name), Command::Remove { record: network.reference() });
    }
}
