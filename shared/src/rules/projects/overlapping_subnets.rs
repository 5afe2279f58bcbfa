//! Two subnets of a project overlap on one network or at one router.
//!
//! ## What it does
//! Compares the prefixes of the subnets of each tenant network, and of those that a router joins.
//!
//! ## Why
//! Neutron refuses the second subnet of the network ("overlaps with another subnet"), or the router's second port ("Cidr … of subnet … overlaps with cidr … of subnet …"): a router could not tell where a packet belongs.
//!
//! ## Fix
//! Give one of them another prefix.
//!
//! ## Source
//! Neutron, `neutron/db/ipam_backend_mixin.py` (_validate_subnet_cidr) and `neutron/db/l3_db.py` (_check_for_dup_router_subnets); Networking API, "Create subnet" and "Add interface to router" (400).

use crate::{
    diagnostic::Severity,
    model::{Kind, ProjectSubnet},
    rules::{
        Context, Findings, Input, Rule,
        support::{edit::Located, twins::firsts},
    },
};

pub const RULE: Rule = Rule { id: "projects/overlapping-subnets", severity: Severity::Error, reads: &[Input::Each(Kind::Projects)], check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for project in cx.each(&cx.lab.projects) {
        for network in firsts(&project.networks, |network| &network.name) {
            let subnets: Vec<&ProjectSubnet> = firsts(&network.subnets, |subnet| &subnet.name).collect();
            for (first, second) in overlapping(&subnets) {
                let message = format!("{} {} overlaps {} {} on {}", second.name, second.cidr, first.name, first.cidr, network.name);
                let at = format!("networks[{}].subnets[{}].cidr", network.name, second.name);
                findings.add(project.at(at), message, "give one of them another prefix");
            }
        }
        let all: Vec<(&str, &ProjectSubnet)> =
            project.networks.iter().flat_map(|network| network.subnets.iter().map(|subnet| (network.name.as_str(), subnet))).collect();
        for router in firsts(&project.routers, |router| &router.name) {
            let joined = firsts(&router.subnets, |name| name);
            let joined: Vec<(&str, &ProjectSubnet)> =
                joined.filter_map(|name| all.iter().find(|(_, subnet)| subnet.name == *name).copied()).collect();
            let subnets: Vec<&ProjectSubnet> = joined.iter().map(|(_, subnet)| *subnet).collect();
            for (first, second) in overlapping(&subnets) {
                let network = |of: &ProjectSubnet| joined.iter().find(|(_, subnet)| subnet.name == of.name).map(|(network, _)| *network);
                // On one network it is said already.
                if network(first) == network(second) {
                    continue;
                }
                let message =
                    format!("{} joins {} {} and {} {}, which overlap", router.name, first.name, first.cidr, second.name, second.cidr);
                findings.add(project.at(format!("routers[{}].subnets", router.name)), message, "give one of them another prefix");
            }
        }
    }
}

/// Each subnet that overlaps one before it, with the first such.
fn overlapping<'a>(subnets: &[&'a ProjectSubnet]) -> Vec<(&'a ProjectSubnet, &'a ProjectSubnet)> {
    let before = |index: usize| subnets[..index].iter().find(|first| first.cidr.overlaps(subnets[index].cidr));
    (0..subnets.len()).filter_map(|index| Some((*before(index)?, subnets[index]))).collect()
}
