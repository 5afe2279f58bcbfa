//! A cluster's virtual addresses do not fit the families of its networks.
//!
//! ## What it does
//! Looks at the virtual addresses of API and router: at most two, of two one IPv4 and one IPv6, as many for the one as for the other, and the first of the family of the first service network.
//!
//! ## Why
//! openshift-install refuses the configuration: "If two API VIPs are given, one must be an IPv4 address, the other an IPv6".
//!
//! ## Fix
//! Give one address, or one of each family in the order of the networks.
//!
//! ## Source
//! Catalogue R72: openshift/installer, pkg/types/validation/installconfig.go, validateAPIAndIngressVIPs.

use crate::{
    diagnostic::Severity,
    model::{Installer, Kind},
    rules::{
        Context, Findings, Input, Rule,
        support::{
            cluster::is_openshift,
            edit::{Located, several},
        },
    },
};

pub const RULE: Rule = Rule { id: "cidr/vip-families", severity: Severity::Error, reads: &[Input::Each(Kind::Clusters)], check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for cluster in cx.each(&cx.lab.clusters).filter(|cluster| is_openshift(cluster) && cluster.installer == Installer::Ipi) {
        let vips = &cluster.vips;
        for (field, what, own, other) in
            [("vips.api", "API", &vips.api, &vips.ingress), ("vips.ingress", "router", &vips.ingress, &vips.api)]
        {
            let Some(first) = own.first() else { continue };
            let services = &cluster.networks.service;
            let is_dual = services.iter().any(|service| service.is_ipv4()) && services.iter().any(|service| !service.is_ipv4());
            let message = if own.len() > 2 {
                format!("the {what} has {} virtual addresses; one of each family is the most", own.len())
            } else if own.len() == 2 && own[0].is_ipv4() == own[1].is_ipv4() {
                format!("both virtual addresses of the {what} are {}", if first.is_ipv4() { "IPv4" } else { "IPv6" })
            } else if own.len() > other.len() {
                format!("the {what} has {}, the other service {}", several(own.len(), "virtual address", "virtual addresses"), other.len())
            } else if is_dual && services.first().is_some_and(|service| service.is_ipv4() != first.is_ipv4()) {
                format!(
                    "the first virtual address of the {what}, {first}, is of another family than the first service network {}",
                    services[0]
                )
            } else {
                continue;
            };
            findings.add(
                cluster.at(field),
                message,
                "give API and router one address each, or one of each family in the order of the networks",
            );
        }
    }
}
