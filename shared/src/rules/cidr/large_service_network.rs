//! A cluster's service network is too large.
//!
//! ## What it does
//! Looks for IPv4 service networks larger than a /12.
//!
//! ## Why
//! The installer refuses it; the API server does not start: "specified --service-cluster-ip-range is too large".
//!
//! ## Fix
//! Take a /16, such as the default, which is offered where it is free.
//!
//! ## Source
//! Catalogue R67: kubernetes, cmd/kube-apiserver/app/options/validation.go ("specified --service-cluster-ip-range is too large; for 32-bit addresses, the mask must be >= 12").

use crate::{
    diagnostic::Severity,
    figures::figures,
    model::Kind,
    rules::{
        Context, Findings, Input, Rule,
        support::{cluster::is_openshift, edit::Located},
    },
};

pub const RULE: Rule = Rule { id: "cidr/large-service-network", severity: Severity::Error, reads: &[Input::Each(Kind::Clusters)], check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    let known = &figures().openshift;
    let largest = known.largest_service_network.value;
    for cluster in cx.each(&cx.lab.clusters).filter(|cluster| is_openshift(cluster)) {
        for (index, service) in
            cluster.networks.service.iter().enumerate().filter(|(_, service)| service.is_ipv4() && service.prefix() < largest)
        {
            let at = format!("networks.service[{index}]");
            let message = format!("the service network {service} is larger than a /{largest}");
            let finding = findings.add(cluster.at(&at), message, format!("take a /16, or at most a /{largest}"));
            let default = known.service_network.value;
            if service.contains(default.first()) && cluster.networks.service.len() == 1 {
                finding.fix(format!("Take {default}"), cluster.set(at, default.to_string()));
            }
        }
    }
}
