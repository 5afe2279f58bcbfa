//! What a cluster reaches without its proxy is not written as openshift-install takes it.
//!
//! ## What it does
//! Looks at `noProxy`: no spaces, and between the commas an address, a prefix or a domain, perhaps with a dot before it, but without wildcards. A single `*` stands for everything.
//!
//! ## Why
//! openshift-install refuses the configuration.
//!
//! ## Fix
//! Correct the list. Without spaces it is offered.
//!
//! ## Source
//! Catalogue R86: openshift/installer, pkg/types/validation/installconfig.go, validateProxy: "noProxy must not have spaces", "each element of noProxy must be a IP, CIDR or domain without wildcard characters".

use std::net::IpAddr;

use crate::{
    diagnostic::Severity,
    model::Kind,
    rules::{
        Context, Findings, Input, Rule,
        support::{cluster::is_openshift, edit::Located},
    },
    value::Cidr,
};

pub const RULE: Rule = Rule { id: "clusters/bad-no-proxy", severity: Severity::Error, reads: &[Input::Each(Kind::Clusters)], check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for cluster in cx.each(&cx.lab.clusters).filter(|cluster| is_openshift(cluster)) {
        let Some(list) = cluster.proxy.as_ref().and_then(|proxy| proxy.no_proxy.as_ref()).filter(|list| !list.is_empty() && *list != "*")
        else {
            continue;
        };
        if list.contains(' ') {
            let tight: String = list.chars().filter(|sign| *sign != ' ').collect();
            findings
                .add(cluster.at("proxy.noProxy"), format!("{list:?} has spaces between its parts"), "write the parts with commas only")
                .fix("Take the spaces out", cluster.set("proxy.noProxy", tight));
        }
        for element in list.split(',').map(str::trim) {
            let is_address = element.parse::<IpAddr>().is_ok() || element.parse::<Cidr>().is_ok();
            let name = element.strip_prefix('.').unwrap_or(element);
            let is_label = |label: &str| !label.is_empty() && label.chars().all(|sign| sign.is_ascii_alphanumeric() || sign == '-');
            if !is_address && !name.split('.').all(is_label) {
                let message = format!("{element:?} is no address, prefix or domain");
                findings.add(cluster.at("proxy.noProxy"), message, "name addresses, prefixes and domains, without wildcards");
            }
        }
    }
}
