//! A DNS record lacks its answer, or has one that does not fit its type.
//!
//! ## What it does
//! Looks at each record: an A record needs an IPv4 address, AAAA an IPv6 one, PTR an address, CNAME a target, SRV a target and a port.
//!
//! ## Why
//! DNS servers refuse a zone with such a record, and with it all the others.
//!
//! ## Fix
//! Complete the record, or take it away, which is offered.
//!
//! ## Source
//! RFC 1035 §3.3 and §3.4 (A, CNAME, PTR), RFC 3596 (AAAA), RFC 2782 (SRV).

use crate::{
    diagnostic::Severity,
    document::Command,
    model::{DnsRecordKind, Kind},
    rules::{
        Context, Findings, Input, Rule,
        support::{edit::Located, zone::is_alone},
    },
};

pub const RULE: Rule = Rule { id: "dns/incomplete-record", severity: Severity::Error, reads: &[Input::Each(Kind::Clusters)], check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for cluster in cx.each(&cx.lab.clusters) {
        for record in &cluster.dns.records {
            let missing = match record.kind {
                DnsRecordKind::A if !record.address.is_some_and(|address| address.is_ipv4()) => "an IPv4 address",
                DnsRecordKind::Aaaa if !record.address.is_some_and(|address| address.is_ipv6()) => "an IPv6 address",
                DnsRecordKind::Ptr if record.address.is_none() => "an address",
                DnsRecordKind::Cname if record.target.is_none() => "a target",
                DnsRecordKind::Srv if record.target.is_none() || record.port.is_none() => "a target and a port",
                _ => continue,
            };
            let at = format!("dns.records[{}]", record.name);
            let message = format!("the {} record {} needs {missing}", record.kind.as_str(), record.name);
            let finding = findings.add(cluster.at(&at), message, "complete the record");
            if is_alone(cluster, record) {
                finding.fix(format!("Take {} away", record.name), Command::Drop { record: cluster.reference(), field: at });
            }
        }
    }
}
