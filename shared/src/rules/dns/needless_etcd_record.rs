//! A cluster of release 4.4 or later has SRV records for etcd.
//!
//! ## What it does
//! Looks for `_etcd-server-ssl._tcp` in the zone of a cluster whose release is known to be 4.4 or later.
//!
//! ## Why
//! Nothing reads them any more. They do no harm; whoever reads the zone takes them for needed.
//!
//! ## Fix
//! Take them away, which is offered.
//!
//! ## Source
//! Catalogue R138: openshift/openshift-docs modules/installation-dns-user-infra.adoc ("In 4.4 and later, you do not need to specify etcd host and SRV records").

use crate::{
    diagnostic::Severity,
    document::Command,
    figures::figures,
    model::Kind,
    rules::{
        Context, Findings, Input, Rule,
        support::{
            cluster::is_since,
            edit::{Located, several},
            zone::Zone,
        },
    },
};

pub const RULE: Rule = Rule { id: "dns/needless-etcd-record", severity: Severity::Info, reads: &[Input::Each(Kind::Clusters)], check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    let until = &figures().openshift.etcd_srv_until.value;
    for cluster in cx.each(&cx.lab.clusters).filter(|cluster| is_since(cluster, until)) {
        let Some(zone) = Zone::of(cluster) else { continue };
        let name = zone.of_cluster("_etcd-server-ssl._tcp");
        let records = zone.at(&name);
        let Some(first) = records.first() else { continue };
        let message = format!("{} for etcd: {name} is not read from {until} on", several(records.len(), "SRV record", "SRV records"));
        let drop = || Command::Drop { record: cluster.reference(), field: format!("dns.records[{}]", first.name) };
        let commands = records.iter().map(|_| drop()).collect();
        let finding = findings.add(cluster.at(format!("dns.records[{}]", first.name)), message, "take the SRV records away");
        if records.iter().all(|record| record.name == first.name) {
            finding.fix("Take them away", Command::Batch { commands });
        }
    }
}
