use std::{fmt::Write as _, net::IpAddr};

use crate::{
    model::{Machine, Network, Port, Seed},
    plan::steps::SeedFile,
    topology::{Carried, Stand},
    value::{Cidr, FileName, Mac, Uuid},
};

/// What a machine's seed is made from.
pub struct SeedParts<'a> {
    pub machine: &'a Machine,
    pub seed: &'a Seed,
    pub uuid: Uuid,
    /// The ports' networks and MACs, in the machine's order.
    pub ports: Vec<(Option<&'a Network>, Mac)>,
}

/// The files of a NoCloud medium (cloud-init documentation, "NoCloud").
pub fn seed_files(parts: &SeedParts<'_>) -> Vec<SeedFile> {
    let hostname = parts.seed.hostname.as_ref().unwrap_or(&parts.machine.name);
    let meta_data = format!("instance-id: {}\nlocal-hostname: {}\n", parts.uuid, word(hostname.as_str()));
    let mut files =
        vec![file("meta-data", meta_data), file("user-data", parts.seed.user_data.clone().unwrap_or_else(|| user_data(parts.seed)))];
    if let Some(config) = parts.seed.network_config.clone().or_else(|| network_config(parts)) {
        files.push(file("network-config", config));
    }
    files
}

fn file(name: &str, content: String) -> SeedFile {
    let name: FileName = name.parse().expect("a well-formed file name");
    SeedFile { name, content }
}

fn user_data(seed: &Seed) -> String {
    let mut out = String::from("#cloud-config\n");
    if !seed.ssh_keys.is_empty() {
        out.push_str("ssh_authorized_keys:\n");
        for key in &seed.ssh_keys {
            let _ = writeln!(out, "- {}", json(key));
        }
    }
    if let Some(password) = &seed.password {
        let _ = writeln!(out, "password: {}\nchpasswd: {{expire: false}}\nssh_pwauth: true", json(&password.placeholder()));
    }
    out
}

/// The host's address of a family where a port stands: on the network, or in its VLAN.
fn own_address(network: &Network, port: &Port, is_ipv4: bool) -> Option<Cidr> {
    let vlan = match Stand::of(network, port).carry(None) {
        Carried::In(vlan) => vlan,
        Carried::Dropped | Carried::Unknown => return None,
    };
    let in_vlan = network.segments.iter().filter(|segment| vlan == Some(segment.vlan)).filter_map(|segment| segment.ip);
    let untagged = network.ip.into_iter().chain(network.ip6).filter(|_| vlan.is_none());
    untagged.chain(in_vlan).find(|own| own.address().is_ipv4() == is_ipv4)
}

/// Version 2 of the network configuration: fixed addresses where libvirt has no DHCP to hand them out, DHCP elsewhere.
fn network_config(parts: &SeedParts<'_>) -> Option<String> {
    let mut out = String::from("version: 2\nethernets:\n");
    let mut any = false;
    let mut has_gateway = false;
    for (port, (network, mac)) in parts.machine.ports.iter().zip(&parts.ports) {
        let Some(network) = network else { continue };
        any = true;
        let name = word(port.name.as_str());
        let _ = writeln!(out, "  {name}:\n    match: {{macaddress: \"{mac}\"}}\n    set-name: {name}");
        let range = network.dhcp_range();
        let own = port.address.and_then(|address| own_address(network, port, address.is_ipv4()));
        match (port.address, own) {
            (Some(address), Some(own)) if range.is_none() => {
                let _ = writeln!(out, "    addresses: [\"{address}/{}\"]", own.prefix());
                let leads_out = matches!(network.mode, crate::model::NetworkMode::Nat | crate::model::NetworkMode::Routed);
                if leads_out && !has_gateway {
                    has_gateway = true;
                    let _ = writeln!(out, "    routes: [{{to: default, via: \"{}\"}}]", own.address());
                    let servers = nameservers(network, own.address());
                    if !servers.is_empty() {
                        let _ = writeln!(out, "    nameservers: {{addresses: [{}]}}", servers.join(", "));
                    }
                }
            }
            _ if range.is_some_and(|range| range.start.is_ipv6()) => out.push_str("    dhcp6: true\n"),
            // What an existing network hands out is not known, unless the lab takes it away.
            _ if range.is_some() || (network.existing && network.dhcp.is_none()) => out.push_str("    dhcp4: true\n"),
            _ => out.push_str("    optional: true\n"),
        }
    }
    any.then_some(out)
}

/// Who answers DNS: libvirt on the network's own address, unless that is switched off.
fn nameservers(network: &Network, own: IpAddr) -> Vec<String> {
    let quoted = |address: &IpAddr| format!("\"{address}\"");
    match &network.dns {
        Some(dns) if !dns.enabled => dns.forwarders.iter().map(quoted).collect(),
        _ => vec![quoted(&own)],
    }
}

/// A name as a YAML scalar: in quotes where a reader would take it for a number or a truth value.
fn word(text: &str) -> String {
    crate::yaml::print(&text.into()).trim_end().to_owned()
}

/// A string as a double-quoted YAML scalar: JSON's form is one.
fn json(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
