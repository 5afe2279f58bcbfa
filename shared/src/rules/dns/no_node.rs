//! Nothing answers the name of a node.
//!
//! ## What it does
//! Takes the name that each listed node boots with and asks the cluster's DNS records for it. For a node without such a name it looks whether any record answers one of the node's addresses.
//!
//! ## Why
//! The API server calls nodes by their names: `oc logs` and `oc exec` fail, and a certificate for a name that nobody knows is not approved. A worker that boots as `worker1` while DNS knows `worker` is such a case.
//!
//! ## Fix
//! Let the node boot with the name that DNS has for its address, or add a record. Both are offered where they fit.
//!
//! ## Source
//! Catalogue R137: openshift/openshift-docs, modules/installation-dns-user-infra.adoc ("The API server must be able to resolve the worker nodes by the hostnames that are recorded in Kubernetes").

use std::collections::BTreeMap;
use std::net::IpAddr;

use crate::{
    diagnostic::Severity,
    model::{DnsRecordKind, Kind},
    rules::{
        Context, Findings, Input, Rule,
        support::{
            cluster::{add_record, is_upi, nodes, part, qualified},
            edit::Located,
            zone::{Answer, Zone},
        },
    },
    value::Name,
};

pub const RULE: Rule = Rule {
    id: "dns/no-node",
    severity: Severity::Error,
    reads: &[Input::Each(Kind::Clusters), Input::Named(Kind::Machines), Input::Named(Kind::Servers)],
    check,
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for cluster in cx.each(&cx.lab.clusters).filter(|cluster| is_upi(cluster)) {
        let Some(zone) = Zone::of(cluster) else { continue };
        let mut by_address: BTreeMap<IpAddr, &str> = BTreeMap::new();
        for (name, records) in zone.iter() {
            // Names of services lead to machines too, but are no machine's own.
            let is_service = ["api", "api-int"].iter().any(|service| name == zone.of_cluster(service)) || name.starts_with("*.");
            let is_etcd = name.starts_with("etcd-");
            let own = records.iter().filter(|record| matches!(record.kind, DnsRecordKind::A | DnsRecordKind::Aaaa));
            for address in own.filter(|_| !is_service && !is_etcd).filter_map(|record| record.address) {
                by_address.entry(address).or_insert(name);
            }
        }
        for node in nodes(cx, cluster) {
            let addresses = node.addresses();
            let known = addresses.iter().find_map(|address| by_address.get(address)).copied();
            let (name, field) = match node.hostname(cluster) {
                Some(name) => (name, format!("{}.hostname", node.field)),
                None if known.is_some() => continue,
                None => {
                    let Some(name) = node.name().and_then(|name| qualified(name, cluster)) else { continue };
                    (name, node.field.clone())
                }
            };
            if zone.answer(&name) != Answer::Nothing {
                continue;
            }
            let beside = known.map(|known| format!("; DNS knows {known} at its address")).unwrap_or_default();
            let message = format!("the {} boots as {name}, which no record answers{beside}", part(node.part));
            let mut finding = findings.add(cluster.at(&field), message, "let the node boot with a name that DNS answers, or add a record");
            if let Some(known) = known.filter(|known| node.is_alone && known.parse::<Name>().is_ok()) {
                finding = finding.fix(format!("Call it {known}"), cluster.set(format!("{}.hostname", node.field), known));
            }
            if let Some(address) = addresses.first().filter(|_| zone.holds(&name)) {
                finding.fix(format!("Answer {name} with {address}"), add_record(cluster, &zone.relative(&name), *address));
            }
        }
    }
}
