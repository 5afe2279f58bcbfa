//! A cluster's DNS server passes no questions on, although the cluster fetches its images from outside.
//!
//! ## What it does
//! Looks for clusters whose DNS server is a machine of the lab without forwarders, and that have no mirror registry.
//!
//! ## Why
//! Nodes ask this server for `quay.io` too: "lookup quay.io: server misbehaving". No image is pulled.
//!
//! ## Fix
//! Name a server that questions are passed on to.
//!
//! ## Source
//! CoreDNS, plugin forward; openshift/openshift-docs modules/installation-dns-user-infra.adoc.

use crate::{
    diagnostic::Severity,
    model::Kind,
    rules::{
        Context, Findings, Input, Rule,
        support::{edit::Located, zone::Zone},
    },
};

pub const RULE: Rule = Rule { id: "dns/no-forwarder", severity: Severity::Warning, reads: &[Input::Each(Kind::Clusters)], check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for cluster in cx.each(&cx.lab.clusters).filter(|cluster| cluster.mirror.is_none() && cluster.dns.forwarders.is_empty()) {
        if let (Some(server), Some(_)) = (&cluster.dns.server, Zone::any(cluster)) {
            let message = format!("{server} answers for {}, but passes no other questions on: its nodes cannot find quay.io", cluster.name);
            findings.add(cluster.at("dns.server"), message, "name DNS servers that other questions are passed on to (`forwarders`)");
        }
    }
}
