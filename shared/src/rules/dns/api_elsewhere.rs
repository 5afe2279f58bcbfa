//! A cluster's names of the API lead somewhere else than to the API.
//!
//! ## What it does
//! Compares what the DNS records answer for `api` and `api-int` with the addresses of the load balancer, or of the API's virtual and floating IP where there is no load balancer in the lab.
//!
//! ## Why
//! Nodes and clients speak to a machine that is not the API.
//!
//! ## Fix
//! Answer with the right address. It is offered.
//!
//! ## Source
//! Catalogue R134, R135: openshift/openshift-docs, modules/installation-dns-user-infra.adoc (to identify the API load balancer).

use crate::{
    diagnostic::Severity,
    model::{DnsRecordKind, Installer, Kind},
    rules::{
        Context, Findings, Input, Rule,
        support::{cluster::api_addresses, edit::Located, zone::Zone},
    },
};

pub const RULE: Rule = Rule {
    id: "dns/api-elsewhere",
    severity: Severity::Error,
    reads: &[Input::Each(Kind::Clusters), Input::Named(Kind::Machines), Input::Named(Kind::Servers)],
    check,
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for cluster in cx.each(&cx.lab.clusters) {
        let Some(zone) = Zone::of(cluster) else { continue };
        let right = api_addresses(cx, cluster);
        let Some(first) = right.first() else { continue };
        for host in ["api", "api-int"] {
            // The nodes of other clusters answer this name themselves.
            if host == "api-int" && cluster.installer == Installer::Ipi {
                continue;
            }
            let name = zone.of_cluster(host);
            let own = zone.at(&name);
            // An alias leads to a record that is asked for itself.
            for record in own.iter().filter(|record| record.address.is_some_and(|address| !right.contains(&address))) {
                let Some(address) = record.address.filter(|_| matches!(record.kind, DnsRecordKind::A | DnsRecordKind::Aaaa)) else {
                    continue;
                };
                let at = format!("dns.records[{}].address", record.name);
                let message = format!("{name} answers {address}, but the API is at {first}");
                let finding = findings.add(cluster.at(&at), message, "answer with that address");
                if own.len() == 1 && first.is_ipv4() == address.is_ipv4() {
                    finding.fix(format!("Answer {first}"), cluster.set(at, first.to_string()));
                }
            }
        }
    }
}
