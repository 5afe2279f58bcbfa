//! Two virtual addresses of a cluster are the same.
//!
//! ## What it does
//! Compares the virtual addresses of API, router and DNS with one another, and the two floating IPs.
//!
//! ## Why
//! Router and API are on different nodes, and only one holds the address: the other is not reached. openshift-install refuses it: "VIP for API must not be one of the Ingress VIPs".
//!
//! ## Fix
//! Take another address.
//!
//! ## Source
//! Catalogue R71, R98: openshift/installer, pkg/types/validation/installconfig.go, validateAPIAndIngressVIPs; pkg/asset/installconfig/openstack/validation/platform.go (the floating IPs must differ).

use crate::{
    diagnostic::Severity,
    model::Kind,
    rules::{
        Context, Findings, Input, Rule,
        support::{cluster::is_openshift, edit::Located},
    },
};

pub const RULE: Rule = Rule { id: "cidr/shared-vip", severity: Severity::Error, reads: &[Input::Each(Kind::Clusters)], check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for cluster in cx.each(&cx.lab.clusters).filter(|cluster| is_openshift(cluster) && cluster.load_balancer.is_none()) {
        let vips = &cluster.vips;
        for (index, vip) in vips.ingress.iter().enumerate().filter(|(_, vip)| vips.api.contains(vip)) {
            let message = format!("{vip} is the virtual address of the API and of the router");
            findings.add(cluster.at(format!("vips.ingress[{index}]")), message, "take another address for one of them");
        }
        if let Some(dns) = vips.dns.filter(|dns| vips.api.contains(dns) || vips.ingress.contains(dns)) {
            let message = format!("{dns} is the virtual address of the nodes' DNS and of another service");
            findings.add(cluster.at("vips.dns"), message, "take another address for one of them");
        }
        if let Some(floating) = vips.ingress_floating_ip.filter(|floating| Some(*floating) == vips.api_floating_ip) {
            let message = format!("{floating} is the floating IP of the API and of the router; it leads to one port only");
            findings.add(cluster.at("vips.ingressFloatingIp"), message, "take another floating IP for one of them");
        }
    }
}
