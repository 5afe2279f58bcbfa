//! An SRV record for etcd names another port than etcd's.
//!
//! ## What it does
//! Looks at the port of `_etcd-server-ssl._tcp` records of clusters before release 4.4.
//!
//! ## Why
//! Members call each other at a port where nobody listens.
//!
//! ## Fix
//! Take port 2380, which is offered.
//!
//! ## Source
//! Catalogue R138: openshift/installer docs/user/metal/install_upi.md (priority 0, weight 10, port 2380).

use crate::{
    diagnostic::Severity,
    figures::figures,
    model::Kind,
    rules::{
        Context, Findings, Input, Rule,
        support::{cluster::is_before, edit::Located, zone::Zone},
    },
};

pub const RULE: Rule = Rule { id: "dns/etcd-port", severity: Severity::Error, reads: &[Input::Each(Kind::Clusters)], check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    let known = &figures().openshift;
    let right = known.etcd_peer_port.value;
    for cluster in cx.each(&cx.lab.clusters).filter(|cluster| is_before(cluster, &known.etcd_srv_until.value)) {
        let Some(zone) = Zone::of(cluster) else { continue };
        let records = zone.at(&zone.of_cluster("_etcd-server-ssl._tcp"));
        for record in records {
            let Some(port) = record.port.filter(|port| *port != right) else { continue };
            let at = format!("dns.records[{}].port", record.name);
            let message = format!("{} leads to port {port}; etcd members listen on {right}", record.name);
            let finding = findings.add(cluster.at(&at), message, format!("take port {right}"));
            if records.len() == 1 {
                finding.fix(format!("Take port {right}"), cluster.set(at, right));
            }
        }
    }
}
