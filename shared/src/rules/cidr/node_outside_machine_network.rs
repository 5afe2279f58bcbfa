//! A node's address lies outside the machine network that the cluster names.
//!
//! ## What it does
//! Compares the fixed addresses of the listed nodes with the machine network, where the lab gives one.
//!
//! ## Why
//! The kubelet takes the address that lies in the machine network, and the proxy's exceptions are made of it: a node outside registers with another address or sends its own traffic to the proxy.
//!
//! ## Fix
//! Name the network that the nodes stand on.
//!
//! ## Source
//! docs.openshift.com, networking.machineNetwork ("Set the networking.machineNetwork to match the CIDR that the preferred NIC resides in").

use std::net::IpAddr;

use crate::{
    diagnostic::Severity,
    model::Kind,
    rules::{
        Context, Findings, Input, Rule,
        support::{
            cluster::{is_openshift, nodes, part},
            edit::Located,
        },
    },
};

pub const RULE: Rule = Rule {
    id: "cidr/node-outside-machine-network",
    severity: Severity::Warning,
    reads: &[Input::Each(Kind::Clusters), Input::Named(Kind::Machines), Input::Named(Kind::Servers)],
    check,
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for cluster in cx.each(&cx.lab.clusters).filter(|cluster| is_openshift(cluster)) {
        let Some(machine) = cluster.networks.machine else { continue };
        for node in nodes(cx, cluster) {
            let addresses: Vec<IpAddr> = node.addresses().into_iter().filter(|address| address.is_ipv4() == machine.is_ipv4()).collect();
            let Some(first) = addresses.first().filter(|_| !addresses.iter().any(|address| machine.contains(*address))) else { continue };
            let message = format!("the {} has {first}, outside the machine network {machine}", part(node.part));
            findings.add(cluster.at(&node.field), message, "name the network that the nodes stand on");
        }
    }
}
