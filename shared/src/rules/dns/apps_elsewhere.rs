//! A cluster's names of the router lead somewhere else than to the router.
//!
//! ## What it does
//! Compares what the DNS records answer for `*.apps`, and for each name below `apps` such as the console's in a hosts file, with the addresses of the load balancer, or of the router's virtual and floating IP where there is no load balancer in the lab.
//!
//! ## Why
//! Browsers and the cluster's own operators reach another machine or none: the console never becomes available, while every pod is well. An answer that was copied from somebody's page lies outside of the lab.
//!
//! ## Fix
//! Answer with the right address. It is offered.
//!
//! ## Source
//! Catalogue R136: openshift/openshift-docs, modules/installation-dns-user-infra.adoc (refers to the application ingress load balancer).

use crate::{
    diagnostic::Severity,
    model::{DnsRecordKind, Kind},
    rules::{
        Context, Findings, Input, Rule,
        support::{cluster::ingress_addresses, edit::Located, zone::Zone},
    },
};

pub const RULE: Rule = Rule {
    id: "dns/apps-elsewhere",
    severity: Severity::Error,
    reads: &[Input::Each(Kind::Clusters), Input::Named(Kind::Machines), Input::Named(Kind::Servers)],
    check,
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for cluster in cx.each(&cx.lab.clusters) {
        let Some(zone) = Zone::of(cluster) else { continue };
        let right = ingress_addresses(cx, cluster);
        let Some(first) = right.first() else { continue };
        let apps = zone.of_cluster("apps");
        let below = zone.iter().filter(|(name, _)| name.strip_suffix(apps.as_str()).is_some_and(|host| host.ends_with('.')));
        for (name, own) in below {
            // An alias leads to a record that is asked for itself.
            for record in own.iter().filter(|record| record.address.is_some_and(|address| !right.contains(&address))) {
                let Some(address) = record.address.filter(|_| matches!(record.kind, DnsRecordKind::A | DnsRecordKind::Aaaa)) else {
                    continue;
                };
                let at = format!("dns.records[{}].address", record.name);
                let message = format!("{name} answers {address}, but the router is at {first}");
                let finding = findings.add(cluster.at(&at), message, "answer with that address");
                if own.len() == 1 && first.is_ipv4() == address.is_ipv4() {
                    finding.fix(format!("Answer {first}"), cluster.set(at, first.to_string()));
                }
            }
        }
    }
}
