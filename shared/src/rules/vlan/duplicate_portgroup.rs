//! Two portgroups of a network have the same name.
//!
//! ## What it does
//! Compares the names of each network's portgroups.
//!
//! ## Why
//! libvirt refuses the network: "multiple <portgroup> elements with the same name".
//!
//! ## Fix
//! Rename one of them in the text.
//!
//! ## Source
//! libvirt `src/network/bridge_driver.c`, networkValidate.

use std::collections::BTreeSet;

use crate::{
    diagnostic::Severity,
    rules::{
        Context, Findings, Rule,
        support::{edit::Located, layers::BY_NETWORK},
    },
};

pub const RULE: Rule = Rule { id: "vlan/duplicate-portgroup", severity: Severity::Error, reads: BY_NETWORK, check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for network in cx.each(&cx.lab.networks) {
        let mut seen = BTreeSet::new();
        for group in network.portgroups.iter().filter(|group| !seen.insert(group.name.as_str())) {
            let message = format!("{} has two portgroups named {}", network.name, group.name);
            findings.add(network.at(format!("portgroups[{}]", group.name)), message, "give each portgroup a name of its own");
        }
    }
}
