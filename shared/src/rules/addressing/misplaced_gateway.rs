//! A gateway lies outside its prefix, or in the pool that is handed out.
//!
//! ## What it does
//! Looks at the gateways of planes, external networks and tenant subnets. Outside the prefix is a warning: Neutron takes such a gateway, and only some systems reach it.
//!
//! ## Why
//! Neutron refuses a gateway in its allocation pool: "Gateway ip … conflicts with allocation pool". Elsewhere a node gets the gateway's address, and the whole network loses its way out.
//!
//! ## Fix
//! Take a gateway inside the prefix and beside the pools.
//!
//! ## Source
//! Catalogue R70. openstack/neutron `neutron/exceptions`, GatewayConflictWithAllocationPools; RFC 1122 section 3.3.1.1.

use std::net::IpAddr;

use crate::{
    diagnostic::{Severity, Subject},
    rules::{
        Context, Findings, Rule,
        support::{edit::Located, layers::AROUND, parts::parts},
    },
    value::{IpRange, Subnet},
};

pub const RULE: Rule = Rule { id: "addressing/misplaced-gateway", severity: Severity::Error, reads: AROUND, check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    let mut look = |gateway: Option<IpAddr>, prefix: Option<Subnet>, pools: &[IpRange], label: String, subject: Subject| {
        let Some(gateway) = gateway else { return };
        if let Some(pool) = pools.iter().find(|pool| pool.contains(gateway)) {
            findings.add(subject, format!("the gateway {gateway} of {label} is in its pool {pool}"), "take a gateway beside the pools");
        } else if let Some(prefix) = prefix.filter(|prefix| !prefix.contains(gateway)) {
            let message = format!("the gateway {gateway} of {label} is not in {prefix}");
            findings.add(subject, message, "take a gateway inside the prefix").severity(Severity::Warning);
        }
    };
    for cloud in cx.each(&cx.lab.clouds) {
        for plane in parts(&cloud.planes) {
            let label = format!("{} of {}", plane.name, cloud.name);
            look(plane.gateway, plane.subnet, plane.pool.as_slice(), label, cloud.at(format!("planes[{}].gateway", plane.name)));
        }
        for external in parts(&cloud.external_networks) {
            let label = format!("{} of {}", external.name, cloud.name);
            let subject = cloud.at(format!("externalNetworks[{}].gateway", external.name));
            look(external.gateway, external.subnet, external.pool.as_slice(), label, subject);
        }
    }
    for project in cx.each(&cx.lab.projects) {
        for network in parts(&project.networks) {
            for subnet in parts(&network.subnets) {
                let label = format!("{} of {}", subnet.name, project.name);
                let subject = project.at(format!("networks[{}].subnets[{}].gateway", network.name, subnet.name));
                look(subnet.gateway, Some(subnet.cidr), &subnet.pools, label, subject);
            }
        }
    }
}
