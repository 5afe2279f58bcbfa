//! A network lists a VLAN twice as a segment.
//!
//! ## What it does
//! Compares the VLANs of each network's segments.
//!
//! ## Why
//! A VLAN is one broadcast domain: two purposes in it are not kept apart.
//!
//! ## Fix
//! Take one away, or give it another VLAN.
//!
//! ## Source
//! Catalogue R42. IEEE 802.1Q-2018 §6 (a VLAN is one broadcast domain).

use std::collections::BTreeMap;

use crate::{
    diagnostic::Severity,
    rules::{
        Context, Findings, Rule,
        support::{edit::Located, layers::BY_NETWORK},
    },
};

pub const RULE: Rule = Rule { id: "vlan/duplicate-segment", severity: Severity::Error, reads: BY_NETWORK, check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for network in cx.each(&cx.lab.networks) {
        let mut seen: BTreeMap<u16, Option<&str>> = BTreeMap::new();
        for segment in &network.segments {
            let name = segment.name.as_ref().map(|name| name.as_str());
            let Some(other) = seen.get(&segment.vlan) else {
                seen.insert(segment.vlan, name);
                continue;
            };
            let purposes = match (other, name) {
                (Some(other), Some(name)) => format!(", for {other} and for {name}"),
                _ => String::new(),
            };
            findings.add(
                network.at("segments"),
                format!("{} lists VLAN {} twice{purposes}", network.name, segment.vlan),
                "give each purpose a VLAN of its own",
            );
        }
    }
}
