//! A node that holds a virtual address of its cluster may not use it on its ports.
//!
//! ## What it does
//! Looks, where the user makes the infrastructure without a load balancer, at the ports of the servers that are nodes: one must allow the API's virtual addresses on the control plane, the router's on workers (on the control plane where there are none), by an allowed address pair, as its own address, or without port security.
//!
//! ## Why
//! keepalived moves the address to the node, and Neutron's port security drops every packet that it sends: the API answers from nowhere.
//!
//! ## Fix
//! Allow the address on the node's port (offered where the port is made beforehand).
//!
//! ## Source
//! Catalogue R107. openshift/installer, `docs/user/openstack/install_upi.md` and `provider_networks.md` (allowed address pairs); pull requests 2681 and 3409.

use std::net::IpAddr;

use serde_json::json;

use crate::{
    diagnostic::Severity,
    document::Command,
    model::{Cluster, Installer, Kind, NodePool, Project, ProjectPort, Server},
    rules::{Context, Findings, Input, Rule, support::edit::Located},
};

pub const RULE: Rule = Rule {
    id: "projects/dropped-vip",
    severity: Severity::Error,
    reads: &[Input::Named(Kind::Projects), Input::Named(Kind::Servers), Input::Each(Kind::Clusters)],
    check,
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for cluster in cx.each(&cx.lab.clusters).filter(|cluster| cluster.installer == Installer::Upi && cluster.load_balancer.is_none()) {
        let has_workers = cluster.workers.count().is_some_and(|count| count > 0);
        let router = if has_workers { &cluster.workers } else { &cluster.control_plane };
        of_pool(cx, cluster, &cluster.control_plane, "API", &cluster.vips.api, findings);
        of_pool(cx, cluster, router, "router", &cluster.vips.ingress, findings);
    }
}

fn of_pool(cx: &Context<'_>, cluster: &Cluster, pool: &NodePool, what: &str, vips: &[IpAddr], findings: &mut Findings) {
    for server in pool.nodes.iter().filter_map(|node| cx.index.servers.get(node.server.as_ref()?.as_str()).copied()) {
        let Some(project) = cx.index.projects.get(server.project.as_str()).copied() else { continue };
        for vip in vips.iter().filter(|vip| !server.ports.is_empty() && !allows(project, server, **vip)) {
            let message = format!("{} may not use {vip}, the virtual address of the {what} of {}", server.name, cluster.name);
            let finding = findings.add(server.at("ports"), message, "allow the address on its port (allowedAddressPairs)");
            if let Some(port) = made(project, server).next() {
                let field = format!("ports[{}].allowedAddressPairs", port.name);
                let value = json!({ "address": vip.to_string() });
                finding.fix(format!("Allow {vip} on {}", port.name), Command::Append { record: project.reference(), field, value });
            }
        }
    }
}

/// The ports of a server that are made beforehand.
fn made<'a>(project: &'a Project, server: &'a Server) -> impl Iterator<Item = &'a ProjectPort> {
    let names = server.ports.iter().filter_map(|port| port.port.as_ref());
    names.filter_map(|name| project.ports.iter().find(|port| port.name == *name))
}

fn allows(project: &Project, server: &Server, vip: IpAddr) -> bool {
    let is_open = |name: &crate::value::Name| project.networks.iter().any(|network| network.name == *name && !network.port_security);
    let by_port = made(project, server).any(|port| {
        let is_named = port.address == Some(vip) || port.allowed_address_pairs.iter().any(|pair| pair.address == vip);
        is_named || !port.port_security || is_open(&port.network)
    });
    by_port || server.ports.iter().any(|port| port.address == Some(vip) || port.network.as_ref().is_some_and(is_open))
}
