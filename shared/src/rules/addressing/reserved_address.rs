//! A port or the host has the first or the last address of an IPv4 prefix.
//!
//! ## What it does
//! Looks at the host's own address on each network and at the ports' fixed addresses.
//!
//! ## Why
//! The first address is the network's own and the last one is the broadcast address: no host may use either, and guests drop or flood what is sent there.
//!
//! ## Fix
//! Take another address of the prefix; the next free one is offered.
//!
//! ## Source
//! RFC 1122 §3.2.1.3. A /31 and a /32 have no such addresses (RFC 3021).

use std::net::IpAddr;

use crate::{
    diagnostic::Severity,
    model::{Kind, Network},
    rules::{Context, Findings, Input, Rule, support::edit::Located},
    value::{Cidr, Subnet},
};

pub const RULE: Rule = Rule {
    id: "addressing/reserved-address",
    severity: Severity::Error,
    reads: &[Input::Each(Kind::Networks), Input::Named(Kind::Machines), Input::HostNetworks],
    check,
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for network in cx.each(&cx.lab.networks) {
        if let Some(own) = network.ip.filter(|own| !own.subnet().is_usable(own.address())) {
            host(cx, network, own, findings);
        }
        let prefixes: Vec<Subnet> = cx.own_addresses(network).into_iter().map(Cidr::subnet).collect();
        for (machine, port) in cx.index.ports.get(network.name.as_str()).into_iter().flatten() {
            let Some(address) = port.address else { continue };
            let Some(subnet) = prefixes.iter().find(|prefix| prefix.contains(address) && !prefix.is_usable(address)) else { continue };
            let field = format!("ports[{}].address", port.name);
            let message = format!("{address} of {} of {} is {}", port.name, machine.name, what(*subnet, address));
            let finding = findings.add(machine.at(&field), message, "take another address");
            if let Some(free) = cx.free_address(&network.name, address) {
                finding.fix(format!("Move {} of {} to {free}", port.name, machine.name), machine.set(field, free.to_string()));
            }
        }
    }
}

fn host(cx: &Context<'_>, network: &Network, own: Cidr, findings: &mut Findings) {
    let message = format!("the host's address {} on {} is {}", own.address(), network.name, what(own.subnet(), own.address()));
    let finding = findings.add(network.at("ip"), message, "take another address for the host");
    if let Some(free) = cx.free_address(&network.name, own.address()).and_then(|free| Cidr::new(free, own.prefix())) {
        finding.fix(format!("Give the host {free}"), network.set("ip", free.to_string()));
    }
}

fn what(subnet: Subnet, address: IpAddr) -> String {
    if address == subnet.first() { format!("the network's own address of {subnet}") } else { format!("the broadcast address of {subnet}") }
}
