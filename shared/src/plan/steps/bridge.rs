use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    facts::{BridgeFacts, BridgePortFacts, BridgePortKind, Datapath, Mark},
    value::{Cidr, Name, Sha256},
};

/// A bridge of Open vSwitch with the host's ports in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct BridgeDefine {
    pub name: String,
    /// Where it forwards packets.
    pub datapath: Datapath,
    /// The largest packet in bytes on the bridge's own interface; Open vSwitch's choice where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mtu: Option<u32>,
    /// The host's ports in it. Guests' ports are libvirt's matter.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ports: Vec<BridgePort>,
    /// The ownership mark, kept in the bridge's `external_ids`.
    pub mark: Mark,
}

/// One of the host's ports in a bridge.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct BridgePort {
    pub name: String,
    /// Open vSwitch makes the interface; otherwise it is one that the host has.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub internal: bool,
    /// The VLAN of an access port.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tag: Option<u16>,
    /// The VLANs that a trunk port carries; all where empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub trunks: Vec<u16>,
    /// The host's address on it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<Cidr>,
}

/// A bridge by name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct BridgeRef {
    pub name: String,
}

impl BridgeDefine {
    /// The digest of what is asked for, which the mark carries. Where the bridge forwards is the host's matter.
    pub fn digest_of(name: &str, mtu: Option<u32>, ports: &[BridgePort]) -> Sha256 {
        let mut text = format!("{name} mtu={mtu:?}");
        for BridgePort { name, internal, tag, trunks, address } in ports {
            text.push_str(&format!("\n{name} internal={internal} tag={tag:?} trunks={trunks:?} address={address:?}"));
        }
        Sha256::of(text.as_bytes())
    }

    /// The first thing in which a bridge of ours is not as it is to be.
    pub fn difference(&self, seen: &BridgeFacts) -> Option<String> {
        self.difference_in_database(seen).or_else(|| {
            let port = |wanted: &BridgePort| wanted.missing_address(seen.ports.iter().find(|port| port.name == wanted.name)?);
            self.ports.iter().find_map(port)
        })
    }

    /// The same of what Open vSwitch's database keeps: all but the addresses.
    pub fn difference_in_database(&self, seen: &BridgeFacts) -> Option<String> {
        if seen.mark.as_ref().map(|mark| mark.digest) != Some(self.mark.digest) {
            return Some("its definition changed".to_owned());
        }
        if seen.datapath != Some(self.datapath) {
            return Some(format!("it does not forward in {:?}", self.datapath.as_str()));
        }
        if seen.mtu != self.mtu {
            return Some("its MTU differs".to_owned());
        }
        let is_ours = |port: &&BridgePortFacts| port.instance.as_ref() == Some(&self.mark.instance);
        if let Some(port) = seen.ports.iter().filter(is_ours).find(|port| !self.ports.iter().any(|wanted| wanted.name == port.name)) {
            return Some(format!("it still has the port {}", port.name));
        }
        self.ports.iter().find_map(|wanted| {
            let Some(port) = seen.ports.iter().find(|port| port.name == wanted.name) else {
                return Some(format!("it has no port {}", wanted.name));
            };
            wanted.difference(port, &self.mark.instance)
        })
    }

    /// What makes a bridge of ours as it is now.
    pub fn of_seen(seen: &BridgeFacts) -> Option<BridgeDefine> {
        let mark = seen.mark.clone()?;
        let ours = seen.ports.iter().filter(|port| port.instance.as_ref() == Some(&mark.instance));
        let ports = ours.map(|port| BridgePort {
            name: port.name.clone(),
            internal: port.kind == BridgePortKind::Internal,
            tag: port.tag,
            trunks: port.trunks.clone(),
            address: port.addresses.iter().find(|address| !is_link_local(address)).copied(),
        });
        Some(BridgeDefine { name: seen.name.clone(), datapath: seen.datapath?, mtu: seen.mtu, ports: ports.collect(), mark })
    }
}

/// The kernel gives every interface such an address by itself (RFC 4862, 5.3).
fn is_link_local(address: &Cidr) -> bool {
    matches!(address.address(), std::net::IpAddr::V6(v6) if v6.is_unicast_link_local())
}

impl BridgePort {
    fn difference(&self, seen: &BridgePortFacts, instance: &Name) -> Option<String> {
        let name = &self.name;
        if seen.instance.as_ref() != Some(instance) || (seen.kind == BridgePortKind::Internal) != self.internal {
            return Some(format!("its port {name} is another one"));
        }
        if let Some(error) = &seen.error {
            return Some(format!("its port {name} does not work: {error}"));
        }
        let sorted = |vlans: &[u16]| {
            let mut vlans = vlans.to_vec();
            vlans.sort_unstable();
            vlans
        };
        if seen.tag != self.tag || sorted(&seen.trunks) != sorted(&self.trunks) {
            return Some(format!("its port {name} stands in other VLANs"));
        }
        None
    }

    fn missing_address(&self, seen: &BridgePortFacts) -> Option<String> {
        let name = &self.name;
        let address = self.address.filter(|address| !seen.addresses.contains(address));
        address.map(|address| format!("its port {name} does not have the address {address}, as after a restart of the host"))
    }
}
