//! A cluster before release 4.4 has no DNS records for its etcd members.
//!
//! ## What it does
//! For each master of a cluster with user-provided infrastructure before 4.4: `etcd-N` must have an address, and the SRV records `_etcd-server-ssl._tcp` must lead to it.
//!
//! ## Why
//! Until 4.3 etcd members found each other by these records: without them the bootstrap waits for etcd for ever.
//!
//! ## Fix
//! Add the records; they are offered where the master's address is known.
//!
//! ## Source
//! Catalogue R138: openshift/installer docs/user/metal/install_upi.md (4.2); openshift/openshift-docs modules/installation-dns-user-infra.adoc ("In 4.4 and later, you do not need to specify etcd host and SRV records").

use std::collections::BTreeSet;
use std::net::IpAddr;

use serde_json::json;

use crate::{
    capacity::guests::Part,
    diagnostic::Severity,
    document::Command,
    figures::figures,
    model::Kind,
    rules::{
        Context, Findings, Input, Rule,
        support::{
            cluster::{add_record, count, is_before, is_upi, nodes},
            edit::Located,
            zone::{Answer, Zone},
        },
    },
};

pub const RULE: Rule = Rule {
    id: "dns/no-etcd-record",
    severity: Severity::Error,
    reads: &[Input::Each(Kind::Clusters), Input::Named(Kind::Machines), Input::Named(Kind::Servers)],
    check,
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    let known = &figures().openshift;
    for cluster in cx.each(&cx.lab.clusters).filter(|cluster| is_upi(cluster) && is_before(cluster, &known.etcd_srv_until.value)) {
        let Some(zone) = Zone::of(cluster) else { continue };
        let service = zone.of_cluster("_etcd-server-ssl._tcp");
        let targets: BTreeSet<String> =
            zone.at(&service).iter().filter_map(|record| record.target.as_ref()).map(|target| zone.target(target)).collect();
        let listed: Vec<Option<IpAddr>> = nodes(cx, cluster)
            .iter()
            .filter(|node| node.part == Part::ControlPlane)
            .map(|node| node.addresses().first().copied())
            .collect();
        // As many as any control plane has; a typing error must not make a million findings.
        for index in 0..count(&cluster.control_plane).min(9) as usize {
            let name = zone.of_cluster(&format!("etcd-{index}"));
            let has_address = zone.answer(&name) != Answer::Nothing;
            if has_address && targets.contains(&name) {
                continue;
            }
            let missing = match (has_address, targets.contains(&name)) {
                (false, false) => format!("{name} has no address and {service} no SRV record to it"),
                (false, true) => format!("{name} has no address"),
                _ => format!("{service} has no SRV record to {name}"),
            };
            let message = format!("{missing}; before {} etcd members find each other by them", known.etcd_srv_until.value);
            let finding = findings.add(cluster.at("dns"), message, "add an A record and an SRV record for each master");
            let address = listed.get(index).copied().flatten();
            if address.is_none() && !has_address {
                continue;
            }
            let mut commands: Vec<Command> = Vec::new();
            let mut at = String::new();
            if let Some(address) = address.filter(|_| !has_address) {
                commands.push(add_record(cluster, &zone.relative(&name), address));
                at = format!(" at {address}");
            }
            if !targets.contains(&name) {
                let value = json!({
                    "name": zone.relative(&service), "kind": "SRV", "target": name,
                    "port": known.etcd_peer_port.value, "priority": 0, "weight": 10,
                });
                commands.push(Command::Append { record: cluster.reference(), field: "dns.records".to_owned(), value });
            }
            finding.fix(format!("Add the records of etcd-{index}{at}"), Command::Batch { commands });
        }
    }
}
