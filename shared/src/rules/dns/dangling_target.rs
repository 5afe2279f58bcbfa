//! A DNS record leads to a name of the zone that has no address.
//!
//! ## What it does
//! Follows CNAME and SRV records whose target lies in the zone to an address; aliases that lead round in a circle are found too.
//!
//! ## Why
//! Whoever asks gets a name and no address, as if there were no record.
//!
//! ## Fix
//! Correct the target, or add an address record for it.
//!
//! ## Source
//! RFC 1034 §3.6.2 (aliases); RFC 2782 (the target of an SRV record has one or more address records).

use crate::{
    diagnostic::Severity,
    model::{DnsRecord, DnsRecordKind, Kind},
    rules::{
        Context, Findings, Input, Rule,
        support::{
            edit::{Located, nearest},
            zone::{Answer, Zone, in_full, is_alone},
        },
    },
};

pub const RULE: Rule = Rule { id: "dns/dangling-target", severity: Severity::Error, reads: &[Input::Each(Kind::Clusters)], check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for cluster in cx.each(&cx.lab.clusters) {
        let Some(zone) = Zone::any(cluster) else { continue };
        for record in &cluster.dns.records {
            let Some(target) = record.target.as_ref().filter(|_| matches!(record.kind, DnsRecordKind::Cname | DnsRecordKind::Srv)) else {
                continue;
            };
            let target = zone.target(target);
            let why = match zone.answer(&target) {
                _ if !zone.holds(&target) => continue,
                Answer::Addresses(_) => continue,
                Answer::Nothing => "which no record answers",
                // A way out of the zone may well end at an address; the link that goes round or nowhere is reported itself.
                Answer::Elsewhere if target == in_full(&record.name, &zone.name) => "itself",
                Answer::Elsewhere => continue,
            };
            let at = format!("dns.records[{}].target", record.name);
            let message = format!("the {} record {} leads to {target}, {why}", record.kind.as_str(), record.name);
            let has_address =
                |other: &&DnsRecord| matches!(other.kind, DnsRecordKind::A | DnsRecordKind::Aaaa) && other.name != record.name;
            let known = cluster.dns.records.iter().filter(has_address).map(|other| other.name.as_str());
            let meant = nearest(record.target.as_deref().unwrap_or_default(), known).filter(|near| !near.starts_with('*'));
            let finding = findings.add(cluster.at(&at), message, "correct the target, or add an address record for it");
            if let Some(meant) = meant.filter(|_| is_alone(cluster, record)) {
                finding.fix(format!("Lead to {meant}"), cluster.set(at, meant));
            }
        }
    }
}
