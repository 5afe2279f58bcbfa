//! The name of a DNS record repeats the zone.
//!
//! ## What it does
//! Looks for records whose name below the zone ends with the zone's own name, without a dot at the end.
//!
//! ## Why
//! Names below a zone are relative: `api.okd.example` in the zone `okd.example` answers `api.okd.example.okd.example`, and nothing else.
//!
//! ## Fix
//! Write the short name, or a dot at the end. The short name is offered.
//!
//! ## Source
//! RFC 1035 §5.1: a domain name that does not end in a dot is relative.

use crate::{
    diagnostic::Severity,
    model::Kind,
    rules::{
        Context, Findings, Input, Rule,
        support::{
            edit::Located,
            zone::{Zone, is_alone},
        },
    },
};

pub const RULE: Rule = Rule { id: "dns/doubled-zone", severity: Severity::Error, reads: &[Input::Each(Kind::Clusters)], check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for cluster in cx.each(&cx.lab.clusters) {
        let Some(zone) = Zone::any(cluster) else { continue };
        for record in &cluster.dns.records {
            let name = record.name.to_lowercase();
            let Some(short) = name.strip_suffix(zone.name.as_str()).and_then(|rest| rest.strip_suffix('.')) else { continue };
            let at = format!("dns.records[{}].name", record.name);
            let message = format!("{} below the zone {} answers {}.{}", record.name, zone.name, record.name, zone.name);
            let finding = findings.add(cluster.at(&at), message, "write the name without the zone");
            if is_alone(cluster, record) {
                finding.fix(format!("Write {short}"), cluster.set(at, short));
            }
        }
    }
}
