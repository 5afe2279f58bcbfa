//! A cluster's virtual address belongs to something else.
//!
//! ## What it does
//! Compares the virtual addresses with the gateways of the project's subnets, the fixed addresses of its servers and those of the machines that are the cluster's nodes.
//!
//! ## Why
//! Two machines answer for one address: the API comes and goes.
//!
//! ## Fix
//! Take another address.
//!
//! ## Source
//! Catalogue R70, R71: openshift/installer, pkg/types/validation/installconfig.go, validateAPIAndIngressVIPs; RFC 5227 §1 (address conflicts).

use std::collections::BTreeMap;
use std::net::IpAddr;

use crate::{
    diagnostic::Severity,
    model::Kind,
    rules::{
        Context, Findings, Input, Rule,
        support::{
            cluster::{is_openshift, nodes, part},
            edit::Located,
            prefixes::home,
        },
    },
};

pub const RULE: Rule = Rule {
    id: "cidr/vip-taken",
    severity: Severity::Error,
    reads: &[
        Input::Each(Kind::Clusters),
        Input::Named(Kind::Projects),
        Input::Named(Kind::Clouds),
        Input::Named(Kind::Networks),
        Input::Named(Kind::Machines),
        Input::Named(Kind::Servers),
        Input::HostNetworks,
    ],
    check,
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for cluster in cx.each(&cx.lab.clusters).filter(|cluster| is_openshift(cluster) && cluster.load_balancer.is_none()) {
        let vips = &cluster.vips;
        if vips.api.is_empty() && vips.ingress.is_empty() && vips.dns.is_none() {
            continue;
        }
        let mut taken: BTreeMap<IpAddr, String> = BTreeMap::new();
        for node in nodes(cx, cluster) {
            for address in node.addresses() {
                taken.entry(address).or_insert(format!("the address of its {} {}", part(node.part), node.name().unwrap_or_default()));
            }
        }
        if let Some((project, _)) = home(cx, cluster) {
            for subnet in project.networks.iter().flat_map(|network| &network.subnets) {
                if let Some(gateway) = subnet.gateway {
                    taken.entry(gateway).or_insert(format!("the gateway of {}", subnet.name));
                }
            }
        }
        let api = vips.api.iter().enumerate().map(|(index, vip)| (format!("vips.api[{index}]"), *vip));
        let ingress = vips.ingress.iter().enumerate().map(|(index, vip)| (format!("vips.ingress[{index}]"), *vip));
        for (at, vip) in api.chain(ingress).chain(vips.dns.map(|vip| ("vips.dns".to_owned(), vip))) {
            if let Some(whose) = taken.get(&vip) {
                findings.add(cluster.at(at), format!("the virtual address {vip} is {whose}"), "take an address that nothing else has");
            }
        }
    }
}
