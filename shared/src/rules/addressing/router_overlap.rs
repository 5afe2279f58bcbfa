//! A router joins networks with the same addresses.
//!
//! ## What it does
//! Compares the prefixes of the subnets of each router with one another and with the external network that it leads to.
//!
//! ## Why
//! Neutron refuses the second interface: "Cidr … of subnet … overlaps with cidr … of subnet …". With the external network's addresses the project cannot reach what is there.
//!
//! ## Fix
//! Give one of the subnets another prefix.
//!
//! ## Source
//! Catalogue R61. openstack/neutron `neutron/db/l3_db.py`, _check_for_dup_router_subnets.

use std::collections::BTreeMap;

use crate::{
    diagnostic::Severity,
    rules::{
        Context, Findings, Rule,
        support::{edit::Located, gather::gather, layers::BY_PROJECT},
    },
};

pub const RULE: Rule = Rule { id: "addressing/router-overlap", severity: Severity::Error, reads: BY_PROJECT, check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for project in cx.each(&cx.lab.projects).filter(|project| !project.routers.is_empty()) {
        let subnets =
            project.networks.iter().flat_map(|network| network.subnets.iter().map(move |subnet| (subnet.name.as_str(), (network, subnet))));
        let subnets: BTreeMap<&str, _> = gather(subnets);
        let cloud = cx.index.clouds.get(project.cloud.as_str());
        for router in &project.routers {
            let external =
                router.external.as_ref().and_then(|name| cloud?.external_networks.iter().find(|external| external.name == *name));
            let mut before: Vec<(crate::value::Subnet, &str)> =
                external.into_iter().filter_map(|external| Some((external.subnet?, external.name.as_str()))).collect();
            for name in &router.subnets {
                let Some((network, subnet)) = subnets.get(name.as_str()) else { continue };
                if let Some((prefix, other)) =
                    before.iter().find(|(prefix, other)| prefix.overlaps(subnet.cidr) && *other != subnet.name.as_str())
                {
                    let message = format!("{} joins {}, {}, with {other}, {prefix}: they overlap", router.name, subnet.name, subnet.cidr);
                    let field = format!("networks[{}].subnets[{}].cidr", network.name, subnet.name);
                    findings.add(project.at(field), message, "give one of the networks another prefix");
                }
                before.push((subnet.cidr, subnet.name.as_str()));
            }
        }
    }
}
