//! A cluster's floating IP is not one of its external network.
//!
//! ## What it does
//! Compares the floating IPs of API and router with the prefix and the pool of the external network that the cluster names. An address of the prefix outside the pool is a warning.
//!
//! ## Why
//! Neutron refuses the address: "Invalid IP address for network". Outside the pool it may belong to a machine that Neutron does not know.
//!
//! ## Fix
//! Take an address of the pool.
//!
//! ## Source
//! Catalogue R98: openshift/installer, docs/user/openstack/README.md (floating IPs of the external network); Neutron, floating_ip_address must lie in a subnet of the external network.

use crate::{
    diagnostic::Severity,
    model::Kind,
    rules::{
        Context, Findings, Input, Rule,
        support::{edit::Located, prefixes::home},
    },
};

pub const RULE: Rule = Rule {
    id: "cidr/floating-ip-outside-network",
    severity: Severity::Error,
    reads: &[Input::Each(Kind::Clusters), Input::Named(Kind::Projects), Input::Named(Kind::Clouds)],
    check,
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for cluster in cx.each(&cx.lab.clusters) {
        let Some((name, (_, Some(cloud)))) = cluster.external_network.as_ref().zip(home(cx, cluster)) else { continue };
        let Some(network) = cloud.external_networks.iter().find(|network| network.name == *name) else { continue };
        let vips = &cluster.vips;
        for (at, what, floating) in
            [("vips.apiFloatingIp", "API", vips.api_floating_ip), ("vips.ingressFloatingIp", "router", vips.ingress_floating_ip)]
        {
            let Some(floating) = floating else { continue };
            if let Some(subnet) = network.subnet.filter(|subnet| !subnet.contains(floating)) {
                let message = format!("the floating IP {floating} of the {what} is not in {subnet} of {name}");
                findings.add(cluster.at(at), message, format!("take an address of {subnet}"));
            } else if let Some(pool) = network.pool.filter(|pool| !pool.contains(floating)) {
                let message = format!("the floating IP {floating} of the {what} is not in the pool {pool} of {name}");
                findings.add(cluster.at(at), message, "take an address of the pool").severity(Severity::Warning);
            }
        }
    }
}
