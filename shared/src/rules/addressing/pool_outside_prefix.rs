//! A pool is not inside its network's prefix, or ends before it starts.
//!
//! ## What it does
//! Compares the pools of planes, external networks and tenant subnets with their prefixes.
//!
//! ## Why
//! Neutron refuses the subnet ("The allocation pool … is not valid"); nodes that got such an address would reach nobody.
//!
//! ## Fix
//! Take a pool inside the prefix, without its first and last address.
//!
//! ## Source
//! Catalogue R70. openstack/neutron `neutron/common/exceptions.py`, OutOfBoundsAllocationPool and InvalidAllocationPool.

use crate::{
    diagnostic::{Severity, Subject},
    rules::{
        Context, Findings, Rule,
        support::{edit::Located, layers::AROUND, parts::parts},
    },
    value::{IpRange, Subnet},
};

pub const RULE: Rule = Rule { id: "addressing/pool-outside-prefix", severity: Severity::Error, reads: AROUND, check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    let mut look = |pool: IpRange, prefix: Option<Subnet>, label: String, subject: Subject| {
        if pool.end < pool.start || pool.start.is_ipv4() != pool.end.is_ipv4() {
            findings.add(subject, format!("the pool {pool} of {label} ends before it starts"), "swap start and end");
        } else if let Some(prefix) = prefix.filter(|prefix| !prefix.is_usable(pool.start) || !prefix.is_usable(pool.end)) {
            let help = format!("take a pool inside {prefix}, without its first and last address");
            findings.add(subject, format!("the pool {pool} of {label} is not inside {prefix}"), help);
        }
    };
    for cloud in cx.each(&cx.lab.clouds) {
        for plane in parts(&cloud.planes) {
            let subject = cloud.at(format!("planes[{}].pool", plane.name));
            plane.pool.iter().for_each(|pool| look(*pool, plane.subnet, format!("{} of {}", plane.name, cloud.name), subject.clone()));
        }
        for external in parts(&cloud.external_networks) {
            let subject = cloud.at(format!("externalNetworks[{}].pool", external.name));
            external
                .pool
                .iter()
                .for_each(|pool| look(*pool, external.subnet, format!("{} of {}", external.name, cloud.name), subject.clone()));
        }
    }
    for project in cx.each(&cx.lab.projects) {
        for network in parts(&project.networks) {
            for subnet in parts(&network.subnets) {
                let subject = project.at(format!("networks[{}].subnets[{}].pools", network.name, subnet.name));
                let label = format!("{} of {}", subnet.name, project.name);
                subnet.pools.iter().for_each(|pool| look(*pool, Some(subnet.cidr), label.clone(), subject.clone()));
            }
        }
    }
}
