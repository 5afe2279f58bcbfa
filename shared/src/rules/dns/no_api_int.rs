//! Nothing answers the internal name of a cluster's API.
//!
//! ## What it does
//! Asks the DNS records of a cluster that brings its own infrastructure for `api-int.CLUSTER.DOMAIN`. The nodes of other clusters answer that name themselves.
//!
//! ## Why
//! Nodes fetch their configuration from `https://api-int.…:22623` and speak to the API by this name: masters and workers wait in the initial RAM disk for ever.
//!
//! ## Fix
//! Add an A record with the address of the load balancer. It is offered where that address is known.
//!
//! ## Source
//! Catalogue R135: openshift/openshift-docs, modules/installation-dns-user-infra.adoc.

use crate::{
    diagnostic::Severity,
    model::{Installer, Kind},
    rules::{
        Context, Findings, Input, Rule,
        support::{
            cluster::{add_record, api_addresses},
            edit::Located,
            zone::{Answer, Zone},
        },
    },
};

pub const RULE: Rule = Rule {
    id: "dns/no-api-int",
    severity: Severity::Error,
    reads: &[Input::Each(Kind::Clusters), Input::Named(Kind::Machines), Input::Named(Kind::Servers)],
    check,
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for cluster in cx.each(&cx.lab.clusters).filter(|cluster| matches!(cluster.installer, Installer::Upi | Installer::SingleNode)) {
        let Some(zone) = Zone::of(cluster).filter(|_| !cluster.dns.hosts_file) else { continue };
        let name = zone.of_cluster("api-int");
        if zone.answer(&name) != Answer::Nothing {
            continue;
        }
        let message = format!("no record answers {name}: nodes fetch their configuration by it");
        let finding = findings.add(cluster.at("dns"), message, "add an A record that leads to the load balancer");
        if let Some(address) = api_addresses(cx, cluster).first() {
            finding.fix(format!("Answer {name} with {address}"), add_record(cluster, &zone.relative(&name), *address));
        }
    }
}
