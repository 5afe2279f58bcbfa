//! Nothing answers the names of a cluster's applications.
//!
//! ## What it does
//! Asks the cluster's DNS records for names below `apps.CLUSTER.DOMAIN`: any name in a zone; in hosts files, where no name stands for many, those of the console and of the login.
//!
//! ## Why
//! The console, the login and every route stand below that name. The operators `authentication` and `console` never become available, so `wait-for install-complete` ends with an error.
//!
//! ## Fix
//! Add a wildcard record `*.apps` with the address of the load balancer of the router, or of the router's virtual or floating IP. It is offered where that address is known.
//!
//! ## Source
//! Catalogue R136: openshift/openshift-docs, modules/installation-dns-user-infra.adoc.

use crate::{
    diagnostic::Severity,
    model::Kind,
    rules::{
        Context, Findings, Input, Rule,
        support::{
            cluster::{add_record, ingress_addresses},
            edit::Located,
            zone::{Answer, Zone},
        },
    },
};

pub const RULE: Rule = Rule {
    id: "dns/no-apps",
    severity: Severity::Error,
    reads: &[Input::Each(Kind::Clusters), Input::Named(Kind::Machines), Input::Named(Kind::Servers)],
    check,
};

const IN_HOSTS_FILES: [&str; 2] = ["console-openshift-console", "oauth-openshift"];

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for cluster in cx.each(&cx.lab.clusters) {
        let Some(zone) = Zone::of(cluster) else { continue };
        let address = ingress_addresses(cx, cluster).first().copied();
        let wanted: &[&str] = if cluster.dns.hosts_file { &IN_HOSTS_FILES } else { &["*"] };
        for host in wanted {
            let name = zone.of_cluster(&format!("{host}.apps"));
            // A name that nobody gave shows whether the wildcard is there.
            let asked = if *host == "*" { zone.of_cluster("any-name-at-all.apps") } else { name.clone() };
            if zone.answer(&asked) != Answer::Nothing {
                continue;
            }
            let message = format!("no record answers {name}: console, login and routes stand there");
            let finding =
                findings.add(cluster.at("dns"), message, "add a record that leads to the load balancer or virtual IP of the router");
            if let Some(address) = address {
                finding.fix(format!("Answer {name} with {address}"), add_record(cluster, &zone.relative(&name), address));
            }
        }
    }
}
