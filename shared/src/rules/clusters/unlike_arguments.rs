//! The kernel's arguments give a node another address, name or DNS server than the lab has for it.
//!
//! ## What it does
//! Compares `ip=` and `nameserver=` of each listed machine that boots a kernel with the fixed address of its ports, with the name that it boots with, and with the machine that answers the cluster's names. Another DNS server is a warning.
//!
//! ## Why
//! The load balancer and the DNS records lead to an address that no node has; a node with another name is not the one that DNS knows.
//!
//! ## Fix
//! Correct the arguments, which is offered.
//!
//! ## Source
//! dracut.cmdline(7), `ip=` and `nameserver=`; openshift/openshift-docs, modules/installation-user-infra-machines-static-network.adoc.

use std::net::IpAddr;

use crate::{
    diagnostic::Severity,
    model::{Boot, Kind},
    rules::{
        Context, Findings, Input, Rule,
        support::{
            arguments::Arguments,
            cluster::{addresses, is_upi, nodes, qualified},
            edit::Located,
        },
    },
};

pub const RULE: Rule = Rule {
    id: "clusters/unlike-arguments",
    severity: Severity::Error,
    reads: &[Input::Each(Kind::Clusters), Input::Named(Kind::Machines), Input::Named(Kind::Servers)],
    check,
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for cluster in cx.each(&cx.lab.clusters).filter(|cluster| is_upi(cluster)) {
        let server = cluster.dns.server.as_ref().and_then(|server| cx.index.machines.get(server.as_str()));
        let servers = server.map(|server| addresses(server)).unwrap_or_default();
        for node in nodes(cx, cluster) {
            let Some(machine) = node.machine else { continue };
            let Boot::Kernel(kernel) = &machine.boot else { continue };
            let Some(text) = kernel.args.as_deref() else { continue };
            let given = Arguments::of(text);
            let fixed: Vec<IpAddr> = machine.ports.iter().filter_map(|port| port.address).collect();
            if let (Some(address), Some(right)) = (given.address().filter(|given| !fixed.contains(given)), fixed.first()) {
                let message = format!("the kernel's arguments give {} the address {address}; its port has {right}", machine.name);
                let finding = findings.add(machine.at("boot.kernel.args"), message, "write the address of the port");
                if address.is_ipv4() && right.is_ipv4() {
                    let args = text.replace(&format!("ip={address}:"), &format!("ip={right}:"));
                    finding.fix(format!("Write {right}"), machine.set("boot.kernel.args", args));
                }
            }
            let right = node.hostname(cluster);
            let other = given.hostname().filter(|name| right.is_some() && qualified(name, cluster) != right);
            if let (Some(name), Some(right)) = (other, &right) {
                let message = format!("the kernel's arguments call {} {name}; the cluster calls it {right}", machine.name);
                let args = text.replace(&format!(":{name}:"), &format!(":{right}:"));
                findings
                    .add(machine.at("boot.kernel.args"), message, "write the name that the node boots with")
                    .fix(format!("Write {right}"), machine.set("boot.kernel.args", args));
            }
            let asked: Vec<IpAddr> = given.all("nameserver").filter_map(|server| server.trim_matches(['[', ']']).parse().ok()).collect();
            let is_answered = asked.iter().any(|asked| servers.contains(asked));
            if let (Some(first), Some(right)) = (asked.first().filter(|_| !is_answered), servers.first()) {
                let message = format!("{} asks {first} for names; those of {} are answered by {right}", machine.name, cluster.name);
                let args = text.replace(&format!("nameserver={first}"), &format!("nameserver={right}"));
                findings
                    .add(machine.at("boot.kernel.args"), message, "let it ask the server of the cluster's names")
                    .severity(Severity::Warning)
                    .fix(format!("Ask {right}"), machine.set("boot.kernel.args", args));
            }
        }
    }
}
