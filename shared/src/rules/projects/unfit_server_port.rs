//! A server's port is said in two ways.
//!
//! ## What it does
//! Looks for ports of servers that take a port made beforehand and also name a network, an address or security groups.
//!
//! ## Why
//! A port that exists has its network, address and groups already. Nova refuses an address beside it (400), the client a network ("either network or port should be specified but not both"), and groups given to the server are not given to the port.
//!
//! ## Fix
//! Name the port alone (offered); what it lacks belongs to the project's port.
//!
//! ## Source
//! Nova, `nova/api/openstack/compute/servers.py` ("Specified Fixed IP … cannot be used with port …: the two cannot be specified together") and user guide, "Security Groups" (groups of a server are those of newly created ports); python-openstackclient, `compute/v2/server.py`.

use crate::{
    diagnostic::Severity,
    document::Command,
    model::Kind,
    rules::{Context, Findings, Input, Rule, support::edit::Located},
};

pub const RULE: Rule = Rule { id: "projects/unfit-server-port", severity: Severity::Error, reads: &[Input::Each(Kind::Servers)], check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for server in cx.each(&cx.lab.servers) {
        for (index, port) in server.ports.iter().enumerate() {
            let Some(name) = &port.port else { continue };
            let mut beside = Vec::new();
            if let Some(network) = &port.network {
                beside.push(("network", format!("the network {network}")));
            }
            if let Some(address) = port.address {
                beside.push(("address", format!("the address {address}")));
            }
            if !port.security_groups.is_empty() {
                beside.push(("securityGroups", "security groups".to_owned()));
            }
            if beside.is_empty() {
                continue;
            }
            let field = format!("ports[{index}]");
            let said: Vec<&str> = beside.iter().map(|(_, said)| said.as_str()).collect();
            let message = format!("{} takes the port {name} and names {} beside it", server.name, said.join(" and "));
            let unset = beside.iter().map(|(key, _)| server.unset(format!("{field}.{key}"))).collect();
            findings.add(server.at(&field), message, "name the port alone").fix("Name the port alone", Command::Batch { commands: unset });
        }
    }
}
