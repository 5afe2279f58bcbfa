//! Two portgroups of a network are its default.
//!
//! ## What it does
//! Counts the default portgroups of each network.
//!
//! ## Why
//! libvirt refuses the network: "has multiple default <portgroup> elements … but only one default is allowed".
//!
//! ## Fix
//! Keep one (offered for the later ones).
//!
//! ## Source
//! libvirt `src/network/bridge_driver.c`, networkValidate.

use crate::{
    diagnostic::Severity,
    rules::{
        Context, Findings, Rule,
        support::{edit::Located, layers::BY_NETWORK, parts::parts},
    },
};

pub const RULE: Rule = Rule { id: "vlan/two-defaults", severity: Severity::Error, reads: BY_NETWORK, check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for network in cx.each(&cx.lab.networks) {
        let mut defaults = parts(&network.portgroups).filter(|group| group.default);
        let Some(first) = defaults.next() else { continue };
        for group in defaults {
            let field = format!("portgroups[{}].default", group.name);
            findings
                .add(
                    network.at(&field),
                    format!("{} and {} are both the default portgroup of {}", first.name, group.name, network.name),
                    "keep one default",
                )
                .fix(format!("Keep {}", first.name), network.unset(field));
        }
    }
}
