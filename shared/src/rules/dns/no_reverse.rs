//! A node would get its name by reverse DNS, and there is no reverse record.
//!
//! ## What it does
//! Looks for nodes of a cluster with user-provided infrastructure that the lab gives no host name to boot with, and that no PTR record stands for.
//!
//! ## Why
//! CoreOS asks for the name that belongs to its address where DHCP and the kernel's arguments give it none; without an answer every node calls itself `localhost`, and no certificate request is made.
//!
//! ## Fix
//! Give the node a host name to boot with, or add a PTR record. The record is offered where a name is known.
//!
//! ## Source
//! Catalogue R137: openshift/openshift-docs, modules/installation-dns-user-infra.adoc ("RHCOS uses the reverse records to set the hostnames for all the nodes"); okd-project/okd issue 1100.

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;

use serde_json::json;

use crate::{
    diagnostic::Severity,
    document::Command,
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
    id: "dns/no-reverse",
    severity: Severity::Warning,
    reads: &[Input::Each(Kind::Clusters), Input::Named(Kind::Machines), Input::Named(Kind::Servers)],
    check,
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for cluster in cx.each(&cx.lab.clusters).filter(|cluster| is_upi(cluster) && !cluster.dns.hosts_file) {
        let Some(zone) = Zone::of(cluster) else { continue };
        let mut reverse: BTreeSet<IpAddr> = BTreeSet::new();
        let mut names: BTreeMap<IpAddr, &str> = BTreeMap::new();
        for (name, records) in zone.iter() {
            reverse.extend(records.iter().filter(|record| record.kind == DnsRecordKind::Ptr).filter_map(|record| record.address));
            names.extend(records.iter().filter_map(|record| Some((record.address?, name))));
        }
        for node in nodes(cx, cluster) {
            let addresses = node.addresses();
            let Some(address) = addresses.first().filter(|_| node.node.hostname.is_none()) else { continue };
            let has_name = node.machine.is_some_and(|machine| machine.cloud_init.is_some());
            if has_name || addresses.iter().any(|address| reverse.contains(address)) {
                continue;
            }
            let message =
                format!("no PTR record stands for {address}, and the lab gives the {} no host name to boot with", part(node.part));
            let finding = findings.add(cluster.at(&node.field), message, "give the node a host name, or add a PTR record for its address");
            if let Some(name) = names.get(address) {
                let record = json!({ "name": zone.relative(name), "kind": "PTR", "address": address.to_string() });
                let command = Command::Append { record: cluster.reference(), field: "dns.records".to_owned(), value: record };
                finding.fix(format!("Let {address} be {name}"), command);
            }
        }
    }
}
