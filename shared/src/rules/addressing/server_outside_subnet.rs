//! A server's or port's fixed address is in no subnet of its network.
//!
//! ## What it does
//! Compares the fixed addresses of servers and of a project's ports with the subnets of their tenant network.
//!
//! ## Why
//! Neutron refuses the port: "IP address … is not a valid IP for any of the subnets on the specified network".
//!
//! ## Fix
//! Take an address of one of the subnets; the next free one is offered for servers.
//!
//! ## Source
//! openstack/neutron-lib `neutron_lib/exceptions/__init__.py`, InvalidIpForNetwork.

use std::collections::BTreeMap;

use crate::{
    diagnostic::Severity,
    model::ProjectNetwork,
    rules::{
        Context, Findings, Rule,
        support::{edit::Located, layers::GRAPH, parts::parts},
    },
};

pub const RULE: Rule = Rule { id: "addressing/server-outside-subnet", severity: Severity::Error, reads: GRAPH, check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    let mut networks: BTreeMap<(&str, &str), &ProjectNetwork> = BTreeMap::new();
    for project in cx.lab.projects.iter() {
        for network in parts(&project.networks) {
            networks.entry((project.name.as_str(), network.name.as_str())).or_insert(network);
        }
    }
    let outside = |project: &str, network: &str, address: std::net::IpAddr| {
        let network = networks.get(&(project, network)).filter(|network| !network.subnets.is_empty())?;
        let fits = network.subnets.iter().any(|subnet| subnet.cidr.is_usable(address));
        (!fits).then(|| network.subnets.iter().map(|subnet| subnet.cidr.to_string()).collect::<Vec<_>>().join(", "))
    };
    for project in cx.lab.projects.iter() {
        for port in &project.ports {
            let Some(address) = port.address else { continue };
            let Some(prefixes) = outside(project.name.as_str(), port.network.as_str(), address) else { continue };
            let message = format!("{address} of port {} of {} is not in {prefixes} of {}", port.name, project.name, port.network);
            findings.add(project.at(format!("ports[{}].address", port.name)), message, "take an address of one of the subnets");
        }
    }
    for server in cx.lab.servers.iter() {
        for (index, port) in server.ports.iter().enumerate() {
            let (Some(address), Some(network)) = (port.address, &port.network) else { continue };
            let Some(prefixes) = outside(server.project.as_str(), network.as_str(), address) else { continue };
            let field = format!("ports[{index}].address");
            let message = format!("{address} of {} is not in {prefixes} of {network}", server.name);
            let finding = findings.add(server.at(&field), message, "take an address of one of the subnets, or leave it to Neutron");
            finding.fix("Leave it to Neutron", server.unset(field));
        }
    }
}
