use std::fmt::Write as _;

use crate::{
    model::{Network, own_port},
    render::{File, Given, Make, Place, Renderer, text},
};

use super::open_vswitch::bridges;

pub const RENDERER: Renderer = Renderer::new(
    "host/etc/sysconfig/network-scripts/ifcfg-NAME",
    "the same bridges, uplinks and ports as the host's network files, on a host that has ifcfg files (CentOS 7)",
    "openvswitch/ovs, rhel/README.RHEL.rst",
    Make::Host(files),
);

fn files(given: &Given<'_>) -> Vec<File> {
    bridges(given).flat_map(|(network, bridge)| of_network(network, bridge)).collect()
}

fn of_network(network: &Network, bridge: &str) -> Vec<File> {
    let mut files = vec![ifcfg(bridge, &[("TYPE", "OVSBridge"), ("BOOTPROTO", "none")])];
    for uplink in &network.uplinks {
        let trunks = format!("trunks={}", text::joined(&uplink.trunk, ","));
        let mut keys = vec![("TYPE", "OVSPort"), ("OVS_BRIDGE", bridge), ("BOOTPROTO", "none")];
        if !uplink.trunk.is_empty() {
            keys.push(("OVS_OPTIONS", &trunks));
        }
        files.push(ifcfg(uplink.interface.as_str(), &keys));
    }
    for segment in &network.segments {
        let Some(own) = segment.ip else { continue };
        let in_full = own.to_string();
        let (address, prefix, tag) = (own.address().to_string(), own.prefix().to_string(), format!("tag={}", segment.vlan));
        let own_keys = if own.address().is_ipv4() {
            [("BOOTPROTO", "static"), ("IPADDR", address.as_str()), ("PREFIX", prefix.as_str())]
        } else {
            [("BOOTPROTO", "none"), ("IPV6INIT", "yes"), ("IPV6ADDR", in_full.as_str())]
        };
        let mut keys = vec![("TYPE", "OVSIntPort"), ("OVS_BRIDGE", bridge), ("OVS_OPTIONS", tag.as_str())];
        keys.extend(own_keys);
        files.push(ifcfg(&own_port(bridge, segment.vlan), &keys));
    }
    files
}

/// The file of one interface; shell reads it.
fn ifcfg(name: &str, keys: &[(&str, &str)]) -> File {
    let mut content = format!("DEVICE={name}\nDEVICETYPE=ovs\nONBOOT=yes\n");
    for (key, value) in keys {
        let quoted = if value.contains(['=', ' ', '/']) { format!("\"{value}\"") } else { (*value).to_owned() };
        let _ = writeln!(content, "{key}={quoted}");
    }
    File::text(Place::Host, format!("/etc/sysconfig/network-scripts/ifcfg-{name}"), content)
}
