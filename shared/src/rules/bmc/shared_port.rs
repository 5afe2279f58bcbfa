//! Two machines have their BMC at the same address and port.
//!
//! ## What it does
//! Compares address and port of all BMCs of one kind.
//!
//! ## Why
//! One BMC answers for both: the director powers on the wrong machine, and the second process cannot listen.
//!
//! ## Fix
//! Give each machine a port of its own; the next free one is offered.
//!
//! ## Source
//! Catalogue R75. openstack/virtualbmc doc/source/user/index.rst: each domain is added with a port of its own; openstack/tripleo-docs deploy-guide/source/environments/virtualbmc.rst.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    diagnostic::Severity,
    rules::{
        Context, Findings, Rule,
        support::{edit::Located, layers::GRAPH},
    },
};

pub const RULE: Rule = Rule { id: "bmc/shared-port", severity: Severity::Error, reads: GRAPH, check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    let mut holders = BTreeMap::new();
    let mut taken = BTreeSet::new();
    for bmc in cx.lab.machines.iter().filter_map(|machine| machine.bmc.as_ref()) {
        taken.insert((bmc.protocol, bmc.address, bmc.port));
    }
    for machine in cx.lab.machines.iter() {
        let Some(bmc) = &machine.bmc else { continue };
        let Some(other) = holders.get(&(bmc.protocol, bmc.address, bmc.port)) else {
            holders.insert((bmc.protocol, bmc.address, bmc.port), &machine.name);
            continue;
        };
        let message = format!("the BMC of {} is at {} port {}, as that of {other}", machine.name, bmc.address, bmc.port);
        let finding = findings.add(machine.at("bmc.port"), message, "give each machine a port of its own");
        if let Some(free) = (bmc.port..=u16::MAX).find(|port| !taken.contains(&(bmc.protocol, bmc.address, *port))) {
            taken.insert((bmc.protocol, bmc.address, free));
            finding.fix(format!("Take port {free}"), machine.set("bmc.port", free));
        }
    }
}
