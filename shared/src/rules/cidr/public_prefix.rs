//! A cluster's pods or services have addresses of the public internet.
//!
//! ## What it does
//! Compares the pod and service networks that the lab gives with the prefixes that are set apart for private use, shared address space, documentation and benchmarks.
//!
//! ## Why
//! Nodes and pods cannot reach the real holders of those addresses. With 172.60.0.0/16 for services, for example, a part of the internet is gone for the cluster.
//!
//! ## Fix
//! Take a private prefix.
//!
//! ## Source
//! RFC 1918 §3, RFC 6598; RFC 4193 for IPv6.

use crate::{
    diagnostic::Severity,
    model::Kind,
    rules::{
        Context, Findings, Input, Rule,
        support::{
            edit::Located,
            prefixes::{PrefixKind, prefixes},
            public::is_public,
        },
    },
};

pub const RULE: Rule = Rule { id: "cidr/public-prefix", severity: Severity::Warning, reads: &[Input::Each(Kind::Clusters)], check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for cluster in cx.each(&cx.lab.clusters) {
        // A machine network with public addresses may well be one's own.
        for mine in prefixes(cluster).into_iter().filter(|mine| mine.kind != PrefixKind::Nodes && is_public(mine.subnet)) {
            let Some(field) = &mine.field else { continue };
            let message = format!("{} belongs to the public internet", mine.described());
            findings.add(cluster.at(field), message, "take a prefix of 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16, or fd00::/8 for IPv6");
        }
    }
}
