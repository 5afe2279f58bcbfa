//! A cluster's virtual address lies among the addresses that Neutron hands out.
//!
//! ## What it does
//! Where the project has a network of its own for the machine network: the virtual addresses of API, router and DNS must lie outside its allocation pools, unless a port of the project reserves them.
//!
//! ## Why
//! Neutron gives the address to the next port; two machines answer for it.
//!
//! ## Fix
//! Make the pool smaller, reserve the address by a port, or take another one.
//!
//! ## Source
//! Catalogue R70: openshift/installer, pkg/asset/installconfig/openstack/validation/platform.go: "apiVIP can not fall in a MachineNetwork allocation pool".

use crate::{
    diagnostic::Severity,
    model::Kind,
    rules::{
        Context, Findings, Input, Rule,
        support::{cluster::is_openshift, edit::Located, prefixes::home},
    },
};

pub const RULE: Rule =
    Rule { id: "cidr/vip-in-pool", severity: Severity::Error, reads: &[Input::Each(Kind::Clusters), Input::Named(Kind::Projects)], check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for cluster in cx.each(&cx.lab.clusters).filter(|cluster| is_openshift(cluster)) {
        let Some((project, _)) = home(cx, cluster) else { continue };
        let vips = &cluster.vips;
        let api = vips.api.iter().enumerate().map(|(index, vip)| (format!("vips.api[{index}]"), *vip));
        let ingress = vips.ingress.iter().enumerate().map(|(index, vip)| (format!("vips.ingress[{index}]"), *vip));
        for (at, vip) in api.chain(ingress).chain(vips.dns.map(|vip| ("vips.dns".to_owned(), vip))) {
            if project.ports.iter().any(|port| port.address == Some(vip)) {
                continue;
            }
            let subnets = project.networks.iter().flat_map(|network| &network.subnets);
            let Some(subnet) = subnets.into_iter().find(|subnet| subnet.cidr.contains(vip)) else { continue };
            let pool = subnet.pools.iter().find(|pool| pool.contains(vip));
            let message = match pool {
                Some(pool) => format!("Neutron hands out {pool} on {}, the virtual address {vip} among them", subnet.name),
                None if subnet.pools.is_empty() => {
                    format!("Neutron hands out all of {} on {}, the virtual address {vip} among them", subnet.cidr, subnet.name)
                }
                None => continue,
            };
            findings.add(
                cluster.at(at),
                message,
                "make the pool smaller, reserve the address by a port of the project, or take another one",
            );
        }
    }
}
