//! A port's fixed address lies outside its network's prefix.
//!
//! ## What it does
//! Compares each fixed address with the host's addresses on the network, as the lab or an existing network has them; on an Open vSwitch network with those in the port's VLAN.
//!
//! ## Why
//! The guest takes no neighbour for its own: it sends everything to a gateway that it cannot reach either. libvirt and dnsmasq refuse a reservation for such an address.
//!
//! ## Fix
//! Give the port an address inside the prefix; the next free one is offered.
//!
//! ## Source
//! RFC 1122 §3.3.1.1 (local or remote decision); dnsmasq(8), `--dhcp-host`: such addresses "must be in the same subnet as some valid dhcp-range".

use crate::{
    diagnostic::Severity,
    model::Kind,
    rules::{
        Context, Findings, Input, Rule,
        support::{
            edit::Located,
            vlans::{label, vlan_of},
        },
    },
};

pub const RULE: Rule = Rule {
    id: "addressing/address-outside-subnet",
    severity: Severity::Error,
    reads: &[Input::Each(Kind::Networks), Input::Named(Kind::Machines), Input::Named(Kind::Clouds), Input::HostNetworks],
    check,
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for network in cx.each(&cx.lab.networks) {
        for (machine, port) in cx.index.ports.get(network.name.as_str()).into_iter().flatten() {
            let (Some(address), Some(vlan)) = (port.address, vlan_of(network, port)) else { continue };
            let own = cx.addresses_in(network, vlan);
            let prefixes: Vec<String> = own
                .iter()
                .map(|own| own.subnet())
                .filter(|prefix| prefix.is_ipv4() == address.is_ipv4())
                .map(|prefix| prefix.to_string())
                .collect();
            if prefixes.is_empty() || own.iter().any(|own| own.subnet().contains(address)) {
                continue;
            }
            let field = format!("ports[{}].address", port.name);
            let finding = findings.add(
                machine.at(&field),
                format!("{address} of {} of {} is outside {} of {}", port.name, machine.name, prefixes.join(", "), label(network, vlan)),
                format!("give the port an address of {}", label(network, vlan)),
            );
            if let Some(free) = cx.free_address(&network.name, vlan, address) {
                finding.fix(format!("Move {} of {} to {free}", port.name, machine.name), machine.set(field, free.to_string()));
            }
        }
    }
}
