//! A network's XML.

use std::net::IpAddr;

use labwright_shared::{
    facts::{Mark, Reservation},
    model::NetworkMode,
    value::{Cidr, IpRange},
};

use super::{Element, XmlError, mark_in};

/// What is read of a network.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NetworkXml {
    pub name: String,
    pub uuid: Option<String>,
    /// Absent for a mode that Labwright does not know.
    pub mode: Option<NetworkMode>,
    pub bridge: Option<String>,
    pub addresses: Vec<Cidr>,
    pub dhcp: Vec<IpRange>,
    pub reservations: Vec<Reservation>,
    /// For each DHCP range, the place of its `<ip>` element: libvirt wants it told when the range changes.
    pub dhcp_places: Vec<usize>,
    pub mtu: Option<u32>,
    pub mark: Option<Mark>,
}

impl NetworkXml {
    pub fn parse(xml: &str) -> Result<NetworkXml, XmlError> {
        let root = Element::parse(xml)?;
        let name = root.text_at(&["name"]).ok_or_else(|| XmlError("the network has no name".to_owned()))?.to_owned();
        let mut network = NetworkXml {
            name,
            uuid: root.text_at(&["uuid"]).map(str::to_owned),
            mode: mode(&root),
            bridge: root.child("bridge").and_then(|bridge| bridge.attribute("name")).map(str::to_owned),
            addresses: root.all("ip").filter_map(address).collect(),
            dhcp: Vec::new(),
            reservations: Vec::new(),
            dhcp_places: Vec::new(),
            mtu: root.child("mtu").and_then(|mtu| mtu.attribute("size")).and_then(|size| size.parse().ok()),
            mark: mark_in(&root),
        };
        for (place, ip) in root.all("ip").enumerate() {
            for dhcp in ip.all("dhcp") {
                for range in dhcp.all("range").filter_map(range) {
                    network.dhcp.push(range);
                    network.dhcp_places.push(place);
                }
                network.reservations.extend(dhcp.all("host").filter_map(reservation));
            }
        }
        Ok(network)
    }
}

fn mode(root: &Element) -> Option<NetworkMode> {
    let Some(forward) = root.child("forward") else { return Some(NetworkMode::Isolated) };
    match forward.attribute("mode").unwrap_or("nat") {
        "nat" => Some(NetworkMode::Nat),
        "route" => Some(NetworkMode::Routed),
        "bridge" if root.child("virtualport").and_then(|port| port.attribute("type")) == Some("openvswitch") => {
            Some(NetworkMode::OpenVswitch)
        }
        "bridge" => Some(NetworkMode::Bridge),
        _ => None,
    }
}

fn address(ip: &Element) -> Option<Cidr> {
    let address: IpAddr = ip.attribute("address")?.parse().ok()?;
    let prefix = match (ip.attribute("prefix"), ip.attribute("netmask")) {
        (Some(prefix), _) => prefix.parse().ok()?,
        (None, Some(netmask)) => ipnet_prefix(netmask.parse().ok()?)?,
        // libvirt's own default: the address's class (RFC 791), /64 in IPv6.
        (None, None) => match address {
            IpAddr::V4(v4) if v4.octets()[0] < 128 => 8,
            IpAddr::V4(v4) if v4.octets()[0] < 192 => 16,
            IpAddr::V4(_) => 24,
            IpAddr::V6(_) => 64,
        },
    };
    Cidr::new(address, prefix)
}

fn ipnet_prefix(netmask: std::net::Ipv4Addr) -> Option<u8> {
    let bits = u32::from(netmask);
    (bits.leading_ones() + bits.trailing_zeros() >= 32).then_some(bits.leading_ones() as u8)
}

fn range(range: &Element) -> Option<IpRange> {
    Some(IpRange { start: range.attribute("start")?.parse().ok()?, end: range.attribute("end")?.parse().ok()? })
}

fn reservation(host: &Element) -> Option<Reservation> {
    Some(Reservation {
        mac: host.attribute("mac")?.parse().ok()?,
        address: host.attribute("ip")?.parse().ok()?,
        name: host.attribute("name").map(str::to_owned),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_default_network() {
        let xml = "<network connections='1'><name>default</name><uuid>u</uuid><forward mode='nat'><nat/></forward>
            <bridge name='virbr0' stp='on' delay='0'/><mtu size='9000'/>
            <ip address='192.168.122.1' netmask='255.255.255.0'><dhcp><range start='192.168.122.2' end='192.168.122.254'/>
            <host mac='52:54:00:00:00:01' name='a' ip='192.168.122.10'/></dhcp></ip>
            <ip family='ipv6' address='fd00::1' prefix='64'/></network>";
        let network = NetworkXml::parse(xml).unwrap();
        assert_eq!(network.mode, Some(NetworkMode::Nat));
        assert_eq!(network.addresses, ["192.168.122.1/24".parse().unwrap(), "fd00::1/64".parse().unwrap()]);
        assert_eq!(network.dhcp[0].to_string(), "192.168.122.2-192.168.122.254");
        assert_eq!(network.dhcp_places, [0]);
        assert_eq!(network.reservations[0].name.as_deref(), Some("a"));
        assert_eq!(network.mtu, Some(9000));
    }

    #[test]
    fn tells_the_modes_apart() {
        let mode = |forward: &str| NetworkXml::parse(&format!("<network><name>n</name>{forward}</network>")).unwrap().mode;
        assert_eq!(mode(""), Some(NetworkMode::Isolated));
        assert_eq!(mode("<forward mode='route'/>"), Some(NetworkMode::Routed));
        assert_eq!(mode("<forward mode='bridge'/>"), Some(NetworkMode::Bridge));
        assert_eq!(mode("<forward mode='bridge'/><virtualport type='openvswitch'/>"), Some(NetworkMode::OpenVswitch));
        assert_eq!(mode("<forward mode='hostdev'/>"), None);
    }
}
