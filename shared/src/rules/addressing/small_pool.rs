//! A pool has fewer addresses than are asked of it.
//!
//! ## What it does
//! Counts what each pool must give: an external network's to floating IPs without an address of their own outside it and to each router that leads there; a plane's to each node on it; a tenant network's to each server port without a fixed address outside its pools.
//!
//! ## Why
//! The last ones get none: "No more IP addresses available on network", in the middle of a deployment.
//!
//! ## Fix
//! Widen the pool.
//!
//! ## Source
//! Catalogue R69, R98. openstack/neutron-lib `neutron_lib/exceptions/__init__.py`, IpAddressGenerationFailure.

use std::collections::BTreeMap;

use crate::{
    diagnostic::Severity,
    model::{Cloud, Kind, Project},
    rules::{
        Context, Findings, Input, Rule,
        context::count,
        groups::{IN_PROJECT, key_of},
        support::{
            edit::{Located, several},
            inside::projects_in,
            parts::parts,
        },
    },
    topology::plane_nodes,
};

pub const RULE: Rule = Rule {
    id: "addressing/small-pool",
    severity: Severity::Error,
    reads: &[Input::Named(Kind::Machines), Input::Each(Kind::Clouds), Input::Each(Kind::Projects), Input::Named(Kind::Servers)],
    check,
};

/// How many addresses a pool has, in words.
fn addresses(pool: &crate::value::IpRange) -> String {
    if count(pool) == 1 { "1 address".to_owned() } else { format!("{} addresses", count(pool)) }
}

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for cloud in cx.each(&cx.lab.clouds) {
        for plane in parts(&cloud.planes) {
            let Some(pool) = plane.pool.filter(|pool| pool.start <= pool.end) else { continue };
            let nodes = plane_nodes(cloud, plane, |name| cx.index.machines.get(name).copied()).len();
            if count(&pool) < nodes as u128 {
                let message = format!("the pool {pool} of {} has {} for {}", plane.name, addresses(&pool), several(nodes, "node", "nodes"));
                findings.add(cloud.at(format!("planes[{}].pool", plane.name)), message, "widen the pool");
            }
        }
        // Projects are in the first cloud of a name.
        if cx.index.clouds.get(cloud.name.as_str()).is_some_and(|first| std::ptr::eq(*first, cloud)) {
            externals(cx, cloud, findings);
        }
    }
    for project in cx.each(&cx.lab.projects) {
        tenants(cx, project, findings);
    }
}

fn externals(cx: &Context<'_>, cloud: &Cloud, findings: &mut Findings) {
    // Of each external network: floating IPs, and routers.
    let mut asked: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    let pool = |network: &str| cloud.external_networks.iter().find(|external| external.name == *network)?.pool;
    for project in projects_in(cx, cloud) {
        for floating in &project.floating_ips {
            let is_beside =
                floating.address.is_some_and(|address| pool(floating.network.as_str()).is_some_and(|pool| !pool.contains(address)));
            if !is_beside {
                asked.entry(floating.network.as_str()).or_default().0 += 1;
            }
        }
        for external in project.routers.iter().filter_map(|router| router.external.as_ref()) {
            asked.entry(external.as_str()).or_default().1 += 1;
        }
    }
    for (network, (floating, routers)) in asked {
        let Some(pool) = pool(network).filter(|pool| pool.start <= pool.end) else { continue };
        if count(&pool) >= (floating + routers) as u128 {
            continue;
        }
        let message = format!(
            "the pool {pool} of {network} has {} for {} and {}",
            addresses(&pool),
            several(floating, "floating IP", "floating IPs"),
            several(routers, "router", "routers")
        );
        findings.add(cloud.at(format!("externalNetworks[{network}].pool")), message, "widen the pool");
    }
}

fn tenants(cx: &Context<'_>, project: &Project, findings: &mut Findings) {
    let mut ports: BTreeMap<&str, Vec<Option<std::net::IpAddr>>> = BTreeMap::new();
    let servers = cx.index.group(IN_PROJECT, key_of(&[project.name.as_str()])).filter(|server| server.project == project.name);
    for port in servers.flat_map(|server| &server.ports) {
        if let Some(network) = &port.network {
            ports.entry(network.as_str()).or_default().push(port.address);
        }
    }
    for network in parts(&project.networks) {
        let Some(asked) = ports.get(network.name.as_str()) else { continue };
        // A port takes an address of one family; with subnets of both it takes one of each, which is not counted here.
        let [subnet] = network.subnets.as_slice() else { continue };
        let own = crate::value::IpRange { start: subnet.cidr.first(), end: subnet.cidr.last() };
        let reserved = if subnet.cidr.is_ipv4() && subnet.cidr.prefix() < 31 { 3 } else { 1 };
        let has = if subnet.pools.is_empty() { count(&own).saturating_sub(reserved) } else { subnet.pools.iter().map(count).sum() };
        let inside = |address: &Option<std::net::IpAddr>| {
            address.is_none_or(|address| subnet.pools.is_empty() || subnet.pools.iter().any(|pool| pool.contains(address)))
        };
        let asked = asked.iter().filter(|address| inside(address)).count();
        if has >= asked as u128 {
            continue;
        }
        let message = format!(
            "{} of {} has {} to give and {} on it",
            subnet.name,
            project.name,
            if has == 1 { "1 address".to_owned() } else { format!("{has} addresses") },
            several(asked, "server port", "server ports")
        );
        findings.add(
            project.at(format!("networks[{}].subnets[{}]", network.name, subnet.name)),
            message,
            "widen the pools, or take a larger prefix",
        );
    }
}
