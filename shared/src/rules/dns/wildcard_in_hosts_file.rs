//! A wildcard stands in hosts files.
//!
//! ## What it does
//! Looks for names with `*` where the records stand in hosts files and not in a zone.
//!
//! ## Why
//! A hosts file has no wildcards: the line answers a name that begins with an asterisk.
//!
//! ## Fix
//! Write a line for each name that is called, such as `console-openshift-console.apps` and `oauth-openshift.apps`.
//!
//! ## Source
//! hosts(5): each line is an address and names; RFC 4592 has wildcards for zones only.

use crate::{
    diagnostic::Severity,
    model::Kind,
    rules::{Context, Findings, Input, Rule, support::edit::Located},
};

pub const RULE: Rule = Rule { id: "dns/wildcard-in-hosts-file", severity: Severity::Error, reads: &[Input::Each(Kind::Clusters)], check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for cluster in cx.each(&cx.lab.clusters).filter(|cluster| cluster.dns.hosts_file) {
        for record in cluster.dns.records.iter().filter(|record| record.name.contains('*')) {
            findings.add(
                cluster.at(format!("dns.records[{}]", record.name)),
                format!("{} stands in hosts files, which have no wildcards", record.name),
                "write each name that is called",
            );
        }
    }
}
