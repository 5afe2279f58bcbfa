use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::value::{Cidr, Name};

use super::Mark;

/// Open vSwitch on the host. libvirt does not tell of it, so it is known only where the host is the machine that Labwright runs on.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct OpenVswitchFacts {
    /// Whether its database and its switch daemon answer; absent when unknown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub running: Option<bool>,
    /// Such as `3.1.0`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// Whether the kernel has the module that forwards packets; where not, bridges forward in the daemon. Absent when unknown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kernel_module: Option<bool>,
    /// The bridges; absent when unknown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bridges: Option<Vec<BridgeFacts>>,
    /// Why it is not known or does not run, in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
}

impl OpenVswitchFacts {
    pub(super) fn is_unknown(&self) -> bool {
        *self == OpenVswitchFacts::default()
    }

    /// The bridge of that name; absent also where the bridges are not known.
    pub fn bridge(&self, name: &str) -> Option<&BridgeFacts> {
        self.bridges.iter().flatten().find(|bridge| bridge.name == name)
    }
}

/// A bridge of Open vSwitch.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct BridgeFacts {
    pub name: String,
    /// Where it forwards; absent for a kind that Labwright does not know.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub datapath: Option<Datapath>,
    /// The largest packet in bytes that was asked for on the bridge's own interface.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mtu: Option<u32>,
    /// Whether the switch daemon made what the database asks for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub works: Option<bool>,
    /// Its ports, without its own interface.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ports: Vec<BridgePortFacts>,
    /// Whose it is; absent for a bridge that Labwright did not make.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mark: Option<Mark>,
}

/// Where a bridge of Open vSwitch forwards packets, by Open vSwitch's own words (`datapath_type`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Datapath {
    /// In the kernel's module.
    System,
    /// In the switch daemon.
    Netdev,
}

impl Datapath {
    pub fn as_str(self) -> &'static str {
        match self {
            Datapath::System => "system",
            Datapath::Netdev => "netdev",
        }
    }
}

/// A port of a bridge.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct BridgePortFacts {
    pub name: String,
    pub kind: BridgePortKind,
    /// The VLAN of an access port.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tag: Option<u16>,
    /// The VLANs that it carries; all where empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub trunks: Vec<u16>,
    /// The host's addresses on it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub addresses: Vec<Cidr>,
    /// Why the switch daemon could not open it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// The instance that put it there; absent for a port that Labwright did not make.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instance: Option<Name>,
}

/// What stands behind a bridge's port.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum BridgePortKind {
    /// The host itself, by an interface that Open vSwitch makes.
    Internal,
    /// A guest: libvirt put it there.
    Guest,
    /// One of the host's interfaces, a tunnel, another bridge.
    Other,
}
