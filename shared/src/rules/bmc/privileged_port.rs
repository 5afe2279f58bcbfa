//! A virtual BMC listens on a port that only root may have.
//!
//! ## What it does
//! Looks for ports of BMCs below 1024.
//!
//! ## Why
//! VirtualBMC runs as an ordinary user where it is not told otherwise, and cannot listen there: "Permission denied".
//!
//! ## Fix
//! Take a port from 1024 on; the next free one from 6230, where tripleo-quickstart begins, is offered.
//!
//! ## Source
//! Catalogue R75. Linux, `Documentation/networking/ip-sysctl.rst`, ip_unprivileged_port_start: privileged ports require root or CAP_NET_BIND_SERVICE.

use std::collections::BTreeSet;

use crate::{
    diagnostic::Severity,
    figures::figures,
    rules::{
        Context, Findings, Rule,
        support::{edit::Located, gather::gather, layers::GRAPH},
    },
};

pub const RULE: Rule = Rule { id: "bmc/privileged-port", severity: Severity::Warning, reads: GRAPH, check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    let last = figures().tripleo_network.privileged_port.value;
    let begin = figures().tripleo_network.bmc_port.value;
    let mut taken: BTreeSet<u16> = gather(cx.lab.machines.iter().filter_map(|machine| Some(machine.bmc.as_ref()?.port)));
    for machine in cx.lab.machines.iter() {
        let Some(bmc) = machine.bmc.as_ref().filter(|bmc| bmc.port <= last) else { continue };
        let message = format!("the BMC of {} listens on port {}; up to {last} only root may", machine.name, bmc.port);
        let finding = findings.add(machine.at("bmc.port"), message, "take a higher port, or run the BMC as root");
        if let Some(free) = (begin..=u16::MAX).find(|port| !taken.contains(port)) {
            taken.insert(free);
            finding.fix(format!("Take port {free}"), machine.set("bmc.port", free));
        }
    }
}
