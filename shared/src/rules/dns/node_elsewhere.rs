//! The name of a node leads to another machine.
//!
//! ## What it does
//! Compares what the cluster's DNS records answer for the name that each listed node boots with, with the node's fixed addresses.
//!
//! ## Why
//! The API server connects to another machine than it means; its certificate does not fit.
//!
//! ## Fix
//! Answer with the node's address. It is offered.
//!
//! ## Source
//! Catalogue R137: openshift/openshift-docs, modules/installation-dns-user-infra.adoc.

use crate::{
    diagnostic::Severity,
    model::{DnsRecordKind, Kind},
    rules::{
        Context, Findings, Input, Rule,
        support::{
            cluster::{is_upi, nodes, part},
            edit::Located,
            zone::Zone,
        },
    },
};

pub const RULE: Rule = Rule {
    id: "dns/node-elsewhere",
    severity: Severity::Error,
    reads: &[Input::Each(Kind::Clusters), Input::Named(Kind::Machines), Input::Named(Kind::Servers)],
    check,
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for cluster in cx.each(&cx.lab.clusters).filter(|cluster| is_upi(cluster)) {
        let Some(zone) = Zone::of(cluster) else { continue };
        for node in nodes(cx, cluster) {
            let addresses = node.addresses();
            let (Some(name), Some(right)) = (node.hostname(cluster), addresses.first()) else { continue };
            let own = zone.at(&name);
            for record in own {
                let Some(address) = record.address.filter(|_| matches!(record.kind, DnsRecordKind::A | DnsRecordKind::Aaaa)) else {
                    continue;
                };
                if addresses.contains(&address) {
                    continue;
                }
                let at = format!("dns.records[{}].address", record.name);
                let message = format!("{name} answers {address}, but the {} has {right}", part(node.part));
                let finding = findings.add(cluster.at(&at), message, "answer with the node's own address");
                if own.len() == 1 && right.is_ipv4() == address.is_ipv4() {
                    finding.fix(format!("Answer {right}"), cluster.set(at, right.to_string()));
                }
            }
        }
    }
}
