//! A cluster's virtual address lies outside its machine network.
//!
//! ## What it does
//! Compares the virtual addresses of API, router and DNS with the machine network (10.0.0.0/16 where nothing is said) of clusters whose infrastructure the installer makes.
//!
//! ## Why
//! keepalived on the nodes cannot hold the address, and openshift-install refuses it: "IP expected to be in one of the machine networks".
//!
//! ## Fix
//! Take an address of the machine network.
//!
//! ## Source
//! Catalogue R71: openshift/installer, pkg/types/validation/installconfig.go, ValidateIPinMachineCIDR.

use crate::{
    diagnostic::Severity,
    figures::figures,
    model::{Installer, Kind},
    rules::{
        Context, Findings, Input, Rule,
        support::{cluster::is_openshift, edit::Located},
    },
};

pub const RULE: Rule =
    Rule { id: "cidr/vip-outside-machine-network", severity: Severity::Error, reads: &[Input::Each(Kind::Clusters)], check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for cluster in cx.each(&cx.lab.clusters).filter(|cluster| is_openshift(cluster) && cluster.installer == Installer::Ipi) {
        // With a load balancer of one's own the addresses are that one's.
        if cluster.load_balancer.is_some() {
            continue;
        }
        let machine = cluster.networks.machine.unwrap_or(figures().openshift.machine_network.value);
        let vips = &cluster.vips;
        let api = vips.api.iter().enumerate().map(|(index, vip)| (format!("vips.api[{index}]"), "the API", *vip));
        let ingress = vips.ingress.iter().enumerate().map(|(index, vip)| (format!("vips.ingress[{index}]"), "the router", *vip));
        let dns = vips.dns.iter().map(|vip| ("vips.dns".to_owned(), "the nodes' DNS", *vip));
        for (at, what, vip) in api.chain(ingress).chain(dns) {
            // The lab has one machine network: an address of the other family may lie in a second one.
            if vip.is_ipv4() == machine.is_ipv4() && !machine.contains(vip) {
                let message = format!("the virtual address {vip} of {what} lies outside the machine network {machine}");
                findings.add(cluster.at(at), message, format!("take an address of {machine}"));
            }
        }
    }
}
