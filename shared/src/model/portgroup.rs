use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::value::{Cidr, Name};

/// How ports that choose it stand on an Open vSwitch network.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Portgroup {
    /// The portgroup's name.
    pub name: Name,
    /// The one VLAN of an access port: its frames carry no tag.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub access: Option<u16>,
    /// The VLANs that a trunk port carries, tagged.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub trunk: Vec<u16>,
    /// The VLAN of a trunk port's untagged frames.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub native: Option<u16>,
    /// Ports that choose none stand here.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub default: bool,
}

/// A physical interface of the host in an Open vSwitch bridge.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Uplink {
    /// The host's interface.
    pub interface: Name,
    /// The VLANs that it carries; all where empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub trunk: Vec<u16>,
}

/// One VLAN of an Open vSwitch network, as a subnet of its own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Segment {
    /// The VLAN.
    pub vlan: u16,
    /// What the VLAN is for, such as `ctlplane`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<Name>,
    /// The host's address in the VLAN.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ip: Option<Cidr>,
}

/// The name of the host's port in a VLAN of an Open vSwitch bridge. A port of its own and no tag on the bridge: Open vSwitch's database keeps it over a reboot.
/// Linux allows 15 characters (IFNAMSIZ).
pub fn own_port(bridge: &str, vlan: u16) -> String {
    format!("{bridge:.10}-{vlan}")
}
