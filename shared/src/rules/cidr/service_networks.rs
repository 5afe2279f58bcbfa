//! A cluster has more service networks than one of each family.
//!
//! ## What it does
//! Counts the IPv4 and IPv6 service networks; with both families every kind of network needs both.
//!
//! ## Why
//! openshift-install refuses the configuration: "only one service network can be specified", or "dual-stack IPv4/IPv6 requires an IPv6 network in this list".
//!
//! ## Fix
//! Keep one service network, or one of each family, and give nodes and pods the same families.
//!
//! ## Source
//! Catalogue R67: openshift/installer, pkg/types/validation/installconfig.go, validateNetworkingIPVersion.

use crate::{
    diagnostic::Severity,
    model::Kind,
    rules::{
        Context, Findings, Input, Rule,
        support::{cluster::is_openshift, edit::Located},
    },
};

pub const RULE: Rule = Rule { id: "cidr/service-networks", severity: Severity::Error, reads: &[Input::Each(Kind::Clusters)], check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for cluster in cx.each(&cx.lab.clusters).filter(|cluster| is_openshift(cluster)) {
        let services = &cluster.networks.service;
        let four = services.iter().filter(|service| service.is_ipv4()).count();
        let six = services.len() - four;
        if four > 1 || six > 1 {
            let message = format!("{} has {four} IPv4 and {six} IPv6 service networks; it may have one of each", cluster.name);
            findings.add(cluster.at("networks.service"), message, "keep one service network, or one of each family");
        }
        let pods = &cluster.networks.cluster;
        let has = |is_v4: bool| pods.iter().any(|pods| pods.cidr.address().is_ipv4() == is_v4);
        if four > 0 && six > 0 && !pods.is_empty() && !(has(true) && has(false)) {
            let missing = if has(true) { "IPv6" } else { "IPv4" };
            let message = format!("{} has services of both families, but no {missing} pod network", cluster.name);
            findings.add(cluster.at("networks.cluster"), message, format!("add an {missing} pod network"));
        }
    }
}
