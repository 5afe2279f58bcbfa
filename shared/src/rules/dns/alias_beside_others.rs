//! A name has an alias and other records beside it.
//!
//! ## What it does
//! Looks for names with a CNAME record and any other record.
//!
//! ## Why
//! An alias stands for the whole name. Servers refuse the zone, or answer the one or the other by chance.
//!
//! ## Fix
//! Keep the alias or the others. To take the alias away is offered where it stands alone under its spelling.
//!
//! ## Source
//! RFC 1034 §3.6.2: "If a CNAME RR is present at a node, no other data should be present".

use crate::{
    diagnostic::Severity,
    model::{DnsRecordKind, Kind},
    rules::{
        Context, Findings, Input, Rule,
        support::{
            edit::{Located, several},
            zone::Zone,
        },
    },
};

pub const RULE: Rule = Rule { id: "dns/alias-beside-others", severity: Severity::Error, reads: &[Input::Each(Kind::Clusters)], check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for cluster in cx.each(&cx.lab.clusters) {
        let Some(zone) = Zone::any(cluster) else { continue };
        for (name, records) in zone.iter() {
            let Some(alias) = records.iter().find(|record| record.kind == DnsRecordKind::Cname) else { continue };
            if records.len() > 1 {
                let message =
                    format!("{name} has a CNAME record and {} beside it", several(records.len() - 1, "other record", "other records"));
                let at = format!("dns.records[{}]", alias.name);
                findings.add(cluster.at(at), message, "keep the alias or the other records");
            }
        }
    }
}
