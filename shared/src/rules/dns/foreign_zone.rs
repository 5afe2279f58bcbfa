//! A cluster's DNS server answers for another zone than the one that the cluster's names stand in.
//!
//! ## What it does
//! Compares the zone of the DNS records with the cluster's name and base domain.
//!
//! ## Why
//! A server that has records for `okd.example.com` says that it knows nothing of `api.okd.example`, although every record looks right. Keys for CoreDNS' etcd plugin that are written the wrong way round do just that.
//!
//! ## Fix
//! Name the zone as the cluster's names end. It is offered.
//!
//! ## Source
//! CoreDNS, plugin etcd: the path of a key is the name turned round (`/skydns/example/okd/api` for `api.okd.example`).

use crate::{
    diagnostic::Severity,
    model::Kind,
    rules::{
        Context, Findings, Input, Rule,
        support::{edit::Located, zone::Zone},
    },
    value::Name,
};

pub const RULE: Rule = Rule { id: "dns/foreign-zone", severity: Severity::Error, reads: &[Input::Each(Kind::Clusters)], check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for cluster in cx.each(&cx.lab.clusters) {
        let Some(zone) = Zone::any(cluster).filter(|zone| !zone.holds(&zone.domain)) else { continue };
        let message = format!("the DNS zone is {}, but the cluster's names stand in {}", zone.name, zone.domain);
        let finding = findings.add(cluster.at("dns.domain"), message, "name the zone that the cluster's names stand in");
        if zone.domain.parse::<Name>().is_ok() {
            finding.fix(format!("Serve {}", zone.domain), cluster.set("dns.domain", zone.domain.as_str()));
        }
    }
}
