use std::net::IpAddr;

use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::value::{Cidr, IpRange, Name};

use super::{Keyed, Portgroup, Segment, Uplink};

/// A libvirt network on the host.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Network {
    /// The network's name.
    pub name: Name,
    /// The first name of a network that was renamed since.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<Name>,
    /// How the network reaches the world.
    pub mode: NetworkMode,
    /// The host already has this network; it is not the lab's, and a change to it needs its own consent.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub existing: bool,
    /// The bridge: the host's own in mode `bridge`; in mode `open-vswitch` the host's where it has it, otherwise one that is made with the lab and goes with it; else the name of the one that libvirt makes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bridge: Option<Name>,
    /// The host's address on the network.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ip: Option<Cidr>,
    /// The host's IPv6 address on the network.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ip6: Option<Cidr>,
    /// libvirt's DHCP server: a range, `none`, or absent (none on a new network, as it is on an existing one).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dhcp: Option<Dhcp>,
    /// The largest packet in bytes; 1500 where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mtu: Option<u32>,
    /// libvirt's DNS server.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dns: Option<Dns>,
    /// How ports may stand on an Open vSwitch network.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub portgroups: Vec<Portgroup>,
    /// The VLANs of an Open vSwitch network that are subnets of their own.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub segments: Vec<Segment>,
    /// The host's interfaces in an Open vSwitch bridge.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub uplinks: Vec<Uplink>,
    /// Start the network with the host. True where absent.
    #[serde(default = "yes", skip_serializing_if = "is_yes")]
    pub autostart: bool,
    /// What the network is for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
}

pub(crate) fn yes() -> bool {
    true
}

pub(crate) fn is_yes(value: &bool) -> bool {
    *value
}

impl Network {
    /// The addresses that libvirt hands out, if it does.
    pub fn dhcp_range(&self) -> Option<&IpRange> {
        match &self.dhcp {
            Some(Dhcp::Range(range)) => Some(range),
            Some(Dhcp::None) | None => None,
        }
    }
}

/// How a network reaches the world.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum NetworkMode {
    /// Behind the host's address.
    Nat,
    /// Nowhere: machines and the host only.
    Isolated,
    /// Through the host's routing, without translation.
    Routed,
    /// On a bridge that the host already has.
    Bridge,
    /// On a bridge of Open vSwitch: the host's, or one made with the lab.
    OpenVswitch,
}

/// What libvirt's DHCP server does on a network.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Dhcp {
    /// No DHCP server; on an existing network an asked-for removal.
    None,
    /// Leases from this range.
    Range(IpRange),
}

impl Serialize for Dhcp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Dhcp::None => serializer.serialize_str("none"),
            Dhcp::Range(range) => range.serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for Dhcp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl<'de> serde::de::Visitor<'de> for Visitor {
            type Value = Dhcp;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a range with start and end, or `none`")
            }

            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Dhcp, E> {
                match text {
                    "none" => Ok(Dhcp::None),
                    _ => Err(E::invalid_value(serde::de::Unexpected::Str(text), &self)),
                }
            }

            fn visit_map<A: serde::de::MapAccess<'de>>(self, map: A) -> Result<Dhcp, A::Error> {
                IpRange::deserialize(serde::de::value::MapAccessDeserializer::new(map)).map(Dhcp::Range)
            }
        }
        deserializer.deserialize_any(Visitor)
    }
}

impl JsonSchema for Dhcp {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Dhcp".into()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let range = generator.subschema_for::<IpRange>();
        schemars::json_schema!({ "anyOf": [{ "const": "none" }, range] })
    }
}

/// libvirt's DNS server on a network.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Dns {
    /// Whether libvirt answers DNS on the network at all. True where absent.
    #[serde(default = "yes", skip_serializing_if = "is_yes")]
    pub enabled: bool,
    /// The domain that machines' names stand in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub domain: Option<Name>,
    /// Servers that questions are passed on to; the host's own where empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub forwarders: Vec<IpAddr>,
}

impl Keyed for Network {
    fn name(&self) -> &Name {
        &self.name
    }

    fn explicit_id(&self) -> Option<&Name> {
        self.id.as_ref()
    }
}
