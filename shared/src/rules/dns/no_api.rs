//! Nothing answers the name of a cluster's API.
//!
//! ## What it does
//! Asks the cluster's DNS records for `api.CLUSTER.DOMAIN`, as a client would: by address, by alias, by wildcard. Clusters whose names the lab does not describe are left alone.
//!
//! ## Why
//! Clients and nodes call the API by that name: `openshift-install wait-for` waits in vain, and nothing can log in.
//!
//! ## Fix
//! Add an A record with the address of the load balancer, or of the API's virtual or floating IP. It is offered where that address is known.
//!
//! ## Source
//! Catalogue R134: openshift/openshift-docs, modules/installation-dns-user-infra.adoc.

use crate::{
    diagnostic::Severity,
    model::Kind,
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
    id: "dns/no-api",
    severity: Severity::Error,
    reads: &[Input::Each(Kind::Clusters), Input::Named(Kind::Machines), Input::Named(Kind::Servers)],
    check,
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for cluster in cx.each(&cx.lab.clusters) {
        let Some(zone) = Zone::of(cluster) else { continue };
        let name = zone.of_cluster("api");
        if zone.answer(&name) != Answer::Nothing {
            continue;
        }
        let message = format!("no record answers {name}: clients and nodes call the API by it");
        let finding = findings.add(cluster.at("dns"), message, "add an A record that leads to the load balancer or virtual IP of the API");
        if let Some(address) = api_addresses(cx, cluster).first() {
            finding.fix(format!("Answer {name} with {address}"), add_record(cluster, &zone.relative(&name), *address));
        }
    }
}
