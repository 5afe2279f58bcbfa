//! Another prefix for a network: the edit that several addressing rules offer.

use std::net::IpAddr;

use serde_json::json;

use crate::{
    addresses::blanks::free_prefix,
    document::Command,
    model::Network,
    value::{Cidr, IpRange, Subnet},
};

use crate::rules::{Context, support::edit::Located};

/// The lowest free prefix of the network's size from 10.64.0.0 on, and the edit that moves the network, its DHCP range and its machines' addresses there. `None` for an existing network and for IPv6.
pub fn renumber(cx: &Context<'_>, network: &Network) -> Option<(Subnet, Command)> {
    let old = network.ip.filter(|ip| !network.existing && ip.address().is_ipv4() && ip.prefix() >= 16)?;
    let new = free_prefix(&cx.used_prefixes(), old.prefix())?;
    let moved = |address: IpAddr| shift(address, old.subnet(), new);
    let own = Cidr::new(moved(old.address()), old.prefix())?;
    let mut commands = vec![network.set("ip", own.to_string())];
    if let Some(IpRange { start, end }) = network.dhcp_range() {
        commands.push(network.set("dhcp", json!({ "start": moved(*start).to_string(), "end": moved(*end).to_string() })));
    }
    for (machine, port) in cx.index.ports.get(network.name.as_str()).into_iter().flatten() {
        if let Some(address) = port.address.filter(|address| old.subnet().contains(*address)) {
            commands.push(machine.set(format!("ports[{}].address", port.name), moved(address).to_string()));
        }
    }
    Some((new, Command::Batch { commands }))
}

fn shift(address: IpAddr, old: Subnet, new: Subnet) -> IpAddr {
    match (address, old.first(), new.first()) {
        (IpAddr::V4(address), IpAddr::V4(from), IpAddr::V4(to)) if old.contains(IpAddr::V4(address)) => {
            IpAddr::V4((u32::from(to) + (u32::from(address) - u32::from(from))).into())
        }
        _ => address,
    }
}
