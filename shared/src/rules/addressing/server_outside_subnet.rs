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

use std::net::IpAddr;

use crate::{
    diagnostic::Severity,
    model::Kind,
    rules::{Context, Findings, Input, Rule, support::edit::Located},
    value::Name,
};

pub const RULE: Rule = Rule {
    id: "addressing/server-outside-subnet",
    severity: Severity::Error,
    reads: &[Input::Each(Kind::Projects), Input::Each(Kind::Servers)],
    check,
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    let outside = |project: &Name, network: &Name, address: IpAddr| {
        let networks = &cx.index.projects.get(project.as_str())?.networks;
        let network = networks.iter().find(|own| own.name == *network).filter(|network| !network.subnets.is_empty())?;
        let fits = network.subnets.iter().any(|subnet| subnet.cidr.is_usable(address));
        (!fits).then(|| network.subnets.iter().map(|subnet| subnet.cidr.to_string()).collect::<Vec<_>>().join(", "))
    };
    for project in cx.each(&cx.lab.projects) {
        for port in &project.ports {
            let Some(address) = port.address else { continue };
            let Some(prefixes) = outside(&project.name, &port.network, address) else { continue };
            let message = format!("{address} of port {} of {} is not in {prefixes} of {}", port.name, project.name, port.network);
            findings.add(project.at(format!("ports[{}].address", port.name)), message, "take an address of one of the subnets");
        }
    }
    for server in cx.each(&cx.lab.servers) {
        for (index, port) in server.ports.iter().enumerate() {
            let (Some(address), Some(network)) = (port.address, &port.network) else { continue };
            let Some(prefixes) = outside(&server.project, network, address) else { continue };
            let field = format!("ports[{index}].address");
            let message = format!("{address} of {} is not in {prefixes} of {network}", server.name);
            let finding = findings.add(server.at(&field), message, "take an address of one of the subnets, or leave it to Neutron");
            finding.fix("Leave it to Neutron", server.unset(field));
        }
    }
}
