use crate::{
    facts::{Mark, Reservation},
    model::{Network, NetworkMode, Portgroup},
    value::{Cidr, Name, Sha256, Uuid},
};

use super::{
    mark::metadata,
    xml::{Element, element},
};

/// What a network's XML is made from.
pub struct NetworkParts<'a> {
    /// The name on the host.
    pub name: &'a str,
    pub uuid: Uuid,
    pub network: &'a Network,
    /// Addresses that DHCP keeps for one MAC.
    pub reservations: Vec<Reservation>,
    pub instance: &'a Name,
    pub lab: &'a Name,
    pub record: &'a str,
}

/// libvirt's XML of a network, and the digest that its mark carries.
pub fn network_xml(parts: &NetworkParts<'_>) -> (String, Sha256) {
    let digest = Sha256::of(body(parts, None).write().as_bytes());
    let mark = Mark { instance: parts.instance.clone(), lab: parts.lab.clone(), record: parts.record.to_owned(), digest };
    (body(parts, Some(&mark)).write(), digest)
}

fn body(parts: &NetworkParts<'_>, mark: Option<&Mark>) -> Element {
    let network = parts.network;
    let forward = match network.mode {
        NetworkMode::Nat => Some("nat"),
        NetworkMode::Routed => Some("route"),
        NetworkMode::Bridge | NetworkMode::OpenVswitch => Some("bridge"),
        NetworkMode::Isolated => None,
    };
    let mut xml = element("network").child(element("name").text(parts.name)).child(element("uuid").text(parts.uuid));
    xml = xml.children(mark.map(metadata)).children(forward.map(|mode| element("forward").attribute("mode", mode)));
    let mut bridge = element("bridge");
    if let Some(name) = &network.bridge {
        bridge = bridge.attribute("name", name);
    }
    match network.mode {
        NetworkMode::Bridge => return xml.child(bridge),
        NetworkMode::OpenVswitch => {
            let virtual_port = element("virtualport").attribute("type", "openvswitch");
            return xml.child(bridge).child(virtual_port).children(network.portgroups.iter().map(portgroup));
        }
        NetworkMode::Nat | NetworkMode::Routed | NetworkMode::Isolated => {}
    }
    // No spanning tree and no delay: a guest that boots over the network would time out while the port learns (libvirt wiki, "PXE boot (or dhcp) on guest failed").
    xml = xml.child(bridge.attribute("stp", "off").attribute("delay", "0"));
    xml = xml.children(network.mtu.map(|mtu| element("mtu").attribute("size", mtu)));
    if let Some(dns) = &network.dns {
        xml = xml.children(dns.domain.as_ref().map(|domain| element("domain").attribute("name", domain).attribute("localOnly", "yes")));
        let forwarders = dns.forwarders.iter().map(|server| element("forwarder").attribute("addr", server));
        xml = xml.child(element("dns").attribute("enable", if dns.enabled { "yes" } else { "no" }).children(forwarders));
    }
    let range = network.dhcp_range();
    let is_of = |own: &Cidr, address: std::net::IpAddr| own.address().is_ipv4() == address.is_ipv4();
    for own in network.ip.iter().chain(&network.ip6) {
        let mut ip = element("ip");
        if !own.address().is_ipv4() {
            ip = ip.attribute("family", "ipv6");
        }
        ip = ip.attribute("address", own.address()).attribute("prefix", own.prefix());
        if let Some(range) = range.filter(|range| is_of(own, range.start)) {
            let mut dhcp = element("dhcp").child(element("range").attribute("start", range.start).attribute("end", range.end));
            for kept in parts.reservations.iter().filter(|kept| is_of(own, kept.address)) {
                // DHCPv6 knows clients by DUID or name; libvirt refuses a MAC there.
                let mut host = element("host");
                if kept.address.is_ipv4() {
                    host = host.attribute("mac", kept.mac);
                }
                if let Some(name) = &kept.name {
                    host = host.attribute("name", name);
                }
                dhcp = dhcp.child(host.attribute("ip", kept.address));
            }
            ip = ip.child(dhcp);
        }
        xml = xml.child(ip);
    }
    xml
}

/// libvirt, "Network XML format": a portgroup's `<vlan>`; `nativeMode` says how a trunk port's untagged frames are taken.
fn portgroup(group: &Portgroup) -> Element {
    let mut xml = element("portgroup").attribute("name", &group.name);
    if group.default {
        xml = xml.attribute("default", "yes");
    }
    let tag = |id: u16| element("tag").attribute("id", id);
    match group.access {
        Some(access) => xml.child(element("vlan").child(tag(access))),
        None if group.trunk.is_empty() && group.native.is_none() => xml,
        None => {
            let native = group.native.map(|id| tag(id).attribute("nativeMode", "untagged"));
            let tagged = group.trunk.iter().filter(|id| Some(**id) != group.native).map(|id| tag(*id));
            xml.child(element("vlan").attribute("trunk", "yes").children(native).children(tagged))
        }
    }
}
