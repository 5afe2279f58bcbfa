use std::net::IpAddr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::value::{Mac, Name};

/// A machine's NIC on a network.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Port {
    /// The port's name, such as `eth0`.
    pub name: Name,
    /// The network that the port is on; the port is unplugged where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub network: Option<Name>,
    /// How the port stands on an Open vSwitch network; its default portgroup where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub portgroup: Option<Name>,
    /// The Ethernet address; the planner assigns one where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mac: Option<Mac>,
    /// A fixed address: a DHCP reservation where libvirt serves DHCP, otherwise given to the guest by its seed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<IpAddr>,
    /// The NIC that the guest sees.
    #[serde(default, skip_serializing_if = "is_virtio")]
    pub model: PortModel,
}

fn is_virtio(model: &PortModel) -> bool {
    *model == PortModel::Virtio
}

/// The NIC that a guest sees.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum PortModel {
    #[default]
    Virtio,
    E1000e,
    E1000,
    Rtl8139,
}

impl PortModel {
    pub fn as_str(self) -> &'static str {
        match self {
            PortModel::Virtio => "virtio",
            PortModel::E1000e => "e1000e",
            PortModel::E1000 => "e1000",
            PortModel::Rtl8139 => "rtl8139",
        }
    }
}
