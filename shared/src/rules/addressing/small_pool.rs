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
    rules::{
        Context, Findings, Rule,
        context::count,
        support::{
            edit::{Located, several},
            layers::GRAPH,
            parts::parts,
        },
    },
    topology::plane_nodes,
};

pub const RULE: Rule = Rule { id: "addressing/small-pool", severity: Severity::Error, reads: GRAPH, check };

/// How many addresses a pool has, in words.
fn addresses(pool: &crate::value::IpRange) -> String {
    if count(pool) == 1 { "1 address".to_owned() } else { format!("{} addresses", count(pool)) }
}

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for cloud in cx.lab.clouds.iter() {
        for plane in parts(&cloud.planes) {
            let Some(pool) = plane.pool.filter(|pool| pool.start <= pool.end) else { continue };
            let nodes = plane_nodes(cloud, plane, |name| cx.index.machines.get(name).copied()).len();
            if count(&pool) < nodes as u128 {
                let message = format!("the pool {pool} of {} has {} for {}", plane.name, addresses(&pool), several(nodes, "node", "nodes"));
                findings.add(cloud.at(format!("planes[{}].pool", plane.name)), message, "widen the pool");
            }
        }
    }
    externals(cx, findings);
    tenants(cx, findings);
}

fn externals(cx: &Context<'_>, findings: &mut Findings) {
    // Of each external network: floating IPs, and routers.
    let mut asked: BTreeMap<(&str, &str), (usize, usize)> = BTreeMap::new();
    for project in cx.lab.projects.iter() {
        let cloud = project.cloud.as_str();
        let pool = |network: &str| {
            let external = cx.index.clouds.get(cloud)?.external_networks.iter().find(|external| external.name == *network)?;
            external.pool
        };
        for floating in &project.floating_ips {
            let is_beside =
                floating.address.is_some_and(|address| pool(floating.network.as_str()).is_some_and(|pool| !pool.contains(address)));
            if !is_beside {
                asked.entry((cloud, floating.network.as_str())).or_default().0 += 1;
            }
        }
        for external in project.routers.iter().filter_map(|router| router.external.as_ref()) {
            asked.entry((cloud, external.as_str())).or_default().1 += 1;
        }
    }
    for ((cloud, network), (floating, routers)) in asked {
        let Some(cloud) = cx.index.clouds.get(cloud).copied() else { continue };
        let external = cloud.external_networks.iter().find(|external| external.name == *network);
        let Some(pool) = external.and_then(|external| external.pool).filter(|pool| pool.start <= pool.end) else { continue };
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

fn tenants(cx: &Context<'_>, findings: &mut Findings) {
    if cx.lab.servers.is_empty() {
        return;
    }
    let mut ports: BTreeMap<(&str, &str), Vec<Option<std::net::IpAddr>>> = BTreeMap::new();
    for server in cx.lab.servers.iter() {
        for port in &server.ports {
            if let Some(network) = &port.network {
                ports.entry((server.project.as_str(), network.as_str())).or_default().push(port.address);
            }
        }
    }
    for project in cx.lab.projects.iter() {
        for network in parts(&project.networks) {
            let Some(asked) = ports.get(&(project.name.as_str(), network.name.as_str())) else { continue };
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
}
