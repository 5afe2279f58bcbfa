//! A BMC listens where no director reaches it.
//!
//! ## What it does
//! Looks for BMCs at a loopback address, or at none (0.0.0.0, ::).
//!
//! ## Why
//! The director is a machine of its own: for it 127.0.0.1 is itself. Every power command ends in "Unable to establish IPMI v2 / RMCP+ session".
//!
//! ## Fix
//! Take an address of the host on a network that the director is on; the ones there are are offered.
//!
//! ## Source
//! Catalogue R76. openstack/tripleo-docs deploy-guide/source/environments/virtualbmc.rst: pm_addr is the host's address as the undercloud reaches it; RFC 1122 section 3.2.1.3.

use std::collections::BTreeSet;

use crate::{
    diagnostic::Severity,
    rules::{
        Context, Findings, Rule,
        support::{edit::Located, gather::gather, layers::GRAPH},
    },
};

pub const RULE: Rule = Rule { id: "bmc/loopback-address", severity: Severity::Error, reads: GRAPH, check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for machine in cx.lab.machines.iter() {
        let Some(bmc) = machine.bmc.as_ref().filter(|bmc| bmc.address.is_loopback() || bmc.address.is_unspecified()) else { continue };
        let message = format!("the BMC of {} is at {}, which the director cannot reach", machine.name, bmc.address);
        let mut finding =
            findings.add(machine.at("bmc.address"), message, "take an address of the host on a network that the director is on");
        let director = cx.lab.clouds.iter().filter_map(|cloud| cx.index.machines.get(cloud.deployment.director()?.machine.as_str()));
        let networks =
            director.flat_map(|machine| &machine.ports).filter_map(|port| cx.index.networks.get(port.network.as_ref()?.as_str()));
        let own: BTreeSet<_> = gather(networks.filter_map(|network| network.ip).map(|own| own.address()));
        for address in own.into_iter().take(3) {
            finding = finding.fix(format!("Take {address}"), machine.set("bmc.address", address.to_string()));
        }
    }
}
