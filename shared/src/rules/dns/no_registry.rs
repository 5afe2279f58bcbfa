//! The name of a cluster's mirror registry is not answered, or leads to another machine.
//!
//! ## What it does
//! Where the registry's name lies in the cluster's zone: it must have an address, and that of the machine that runs it.
//!
//! ## Why
//! Nodes pull every image by that name. The error is "lookup registry…: no such host", on each node.
//!
//! ## Fix
//! Answer with the machine's address, which is offered.
//!
//! ## Source
//! Catalogue R156; openshift/openshift-docs, Mirroring images for a disconnected installation (the registry must be reachable by every node, by its name).

use crate::{
    diagnostic::Severity,
    model::{DnsRecordKind, Kind},
    rules::{
        Context, Findings, Input, Rule,
        support::{
            cluster::{add_record, addresses},
            edit::Located,
            zone::{Answer, Zone},
        },
    },
};

pub const RULE: Rule = Rule {
    id: "dns/no-registry",
    severity: Severity::Error,
    reads: &[Input::Each(Kind::Clusters), Input::Named(Kind::Machines), Input::Named(Kind::Servers)],
    check,
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for cluster in cx.each(&cx.lab.clusters) {
        let (Some(zone), Some(mirror)) = (Zone::any(cluster), &cluster.mirror) else { continue };
        let name = mirror.host.as_str().to_lowercase();
        if !zone.holds(&name) {
            continue;
        }
        let machine = mirror.machine.as_ref().and_then(|machine| cx.index.machines.get(machine.as_str()));
        let own = machine.map(|machine| addresses(machine)).unwrap_or_default();
        match zone.answer(&name) {
            Answer::Nothing => {
                let message = format!("no record answers {name}: nodes pull every image by it");
                let finding = findings.add(cluster.at("mirror.host"), message, "add an A record with the address of the registry");
                if let Some(address) = own.first() {
                    finding.fix(format!("Answer {name} with {address}"), add_record(cluster, &zone.relative(&name), *address));
                }
            }
            Answer::Addresses(answers) => {
                let Some(right) = own.first().filter(|_| !answers.iter().any(|answer| own.contains(answer))) else { continue };
                let Some(wrong) = answers.first() else { continue };
                let message = format!("{name} answers {wrong}, but the registry is at {right}");
                let finding = findings.add(cluster.at("mirror.host"), message, "answer with the address of the registry");
                let only = match zone.at(&name) {
                    [only] if matches!(only.kind, DnsRecordKind::A | DnsRecordKind::Aaaa) && right.is_ipv4() == wrong.is_ipv4() => {
                        Some(only)
                    }
                    _ => None,
                };
                if let Some(record) = only {
                    finding.fix(format!("Answer {right}"), cluster.set(format!("dns.records[{}].address", record.name), right.to_string()));
                }
            }
            Answer::Elsewhere => {}
        }
    }
}
