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

/// The keys of the mark in `external_ids`, with the same values as in the metadata of a libvirt network.
pub mod bridge_mark {
    pub const INSTANCE: &str = "labwright-instance";
    pub const LAB: &str = "labwright-lab";
    pub const RECORD: &str = "labwright-record";
    pub const DIGEST: &str = "labwright-digest";
}

impl BridgeDefine {
    /// The commands of one call of `ovs-vsctl`, which is one transaction of the database: the bridge, its ports and its mark come together or
    /// not at all. `old` are ports of the lab's own that go.
    pub fn transaction(&self, old: &[&str]) -> Vec<String> {
        let BridgeDefine { name, datapath, mtu, ports, mark } = self;
        let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
        let mut all = words(&["--may-exist", "add-br", name]);
        let mut then = |command: &[&str]| {
            all.push("--".to_owned());
            all.extend(words(command));
        };
        // A text as OVSDB reads it: a JSON string (ovs-vsctl(8), "Database Values").
        let kept = |key: &str, value: &str| format!("external_ids:{key}={}", serde_json::Value::from(value));
        let owner = kept(bridge_mark::INSTANCE, mark.instance.as_str());
        let (lab, record) = (kept(bridge_mark::LAB, mark.lab.as_str()), kept(bridge_mark::RECORD, &mark.record));
        let digest = kept(bridge_mark::DIGEST, &mark.digest.to_string());
        then(&["set", "Bridge", name, &format!("datapath_type={}", datapath.as_str()), &owner, &lab, &record, &digest]);
        match mtu {
            Some(mtu) => then(&["set", "Interface", name, &format!("mtu_request={mtu}")]),
            None => then(&["clear", "Interface", name, "mtu_request"]),
        }
        for port in old {
            then(&["--if-exists", "del-port", name, port]);
        }
        for port in ports {
            then(&["--may-exist", "add-port", name, &port.name]);
            then(&["clear", "Port", &port.name, "tag", "trunks"]);
            let mut set = words(&["set", "Port", &port.name, &owner]);
            set.extend(port.tag.map(|tag| format!("tag={tag}")));
            if !port.trunks.is_empty() {
                let vlans: Vec<String> = port.trunks.iter().map(ToString::to_string).collect();
                set.push(format!("trunks={}", vlans.join(",")));
            }
            then(&set.iter().map(String::as_str).collect::<Vec<_>>());
            if port.internal {
                then(&["set", "Interface", &port.name, "type=internal"]);
            }
        }
        all
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bridge_is_one_transaction() {
        let mark = Mark {
            instance: "i1".parse().unwrap(),
            lab: "lab".parse().unwrap(),
            record: "networks[n]".to_owned(),
            digest: Sha256::from_bytes([0; 32]),
        };
        let port = |name: &str, internal, tag, trunks: &[u16]| BridgePort {
            name: name.to_owned(),
            internal,
            tag,
            trunks: trunks.to_vec(),
            address: None,
        };
        let ports = vec![port("b1-100", true, Some(100), &[]), port("ens1", false, None, &[100, 101])];
        let wanted = BridgeDefine { name: "b1".to_owned(), datapath: Datapath::Netdev, mtu: None, ports, mark };
        let line = wanted.transaction(&["gone"]).join(" ");
        let zeros = "0".repeat(64);
        assert_eq!(
            line,
            format!(
                "--may-exist add-br b1 -- set Bridge b1 datapath_type=netdev external_ids:labwright-instance=\"i1\" \
                 external_ids:labwright-lab=\"lab\" external_ids:labwright-record=\"networks[n]\" external_ids:labwright-digest=\"{zeros}\" \
                 -- clear Interface b1 mtu_request -- --if-exists del-port b1 gone \
                 -- --may-exist add-port b1 b1-100 -- clear Port b1-100 tag trunks -- set Port b1-100 external_ids:labwright-instance=\"i1\" tag=100 \
                 -- set Interface b1-100 type=internal \
                 -- --may-exist add-port b1 ens1 -- clear Port ens1 tag trunks -- set Port ens1 external_ids:labwright-instance=\"i1\" trunks=100,101"
            )
        );
    }
}
