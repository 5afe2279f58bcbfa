use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use std::net::IpAddr;

use crate::value::{IpRange, Name, Subnet};

/// How a cloud connects its guests.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Networking {
    /// What moves the packets.
    #[serde(default, skip_serializing_if = "NetworkDriver::is_default")]
    pub driver: NetworkDriver,
    /// How security groups are enforced.
    #[serde(default, skip_serializing_if = "Firewall::is_default")]
    pub firewall: Firewall,
    /// What tenant networks travel in.
    #[serde(default, skip_serializing_if = "Overlay::is_default")]
    pub overlay: Overlay,
    /// Tunnels run over IPv6.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub overlay_ipv6: bool,
    /// The underlay's largest packet (`global_physnet_mtu`); 1500 where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub physical_mtu: Option<u32>,
    /// Routers run on every compute node (DVR).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub distributed_routing: bool,
    /// Routers run on several network nodes at once (VRRP).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub router_ha: bool,
    /// VLANs for tenant networks.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub vlan_ranges: Vec<VlanRange>,
}

impl Networking {
    pub(crate) fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

/// VLANs from `start` to `end`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct VlanRange {
    /// Neutron's name of the physical network.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub physical_network: Option<Name>,
    /// The first.
    pub start: u16,
    /// The last.
    pub end: u16,
}

/// What moves the packets of a cloud.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum NetworkDriver {
    /// The Open vSwitch agent.
    #[default]
    Openvswitch,
    /// OVN.
    Ovn,
    /// The Linux bridge agent.
    Linuxbridge,
}

impl NetworkDriver {
    pub fn as_str(self) -> &'static str {
        match self {
            NetworkDriver::Openvswitch => "openvswitch",
            NetworkDriver::Ovn => "ovn",
            NetworkDriver::Linuxbridge => "linuxbridge",
        }
    }

    pub(crate) fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

/// How security groups are enforced.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Firewall {
    /// iptables on a Linux bridge beside br-int.
    #[default]
    IptablesHybrid,
    /// Connection tracking in Open vSwitch.
    Openvswitch,
    /// Not at all.
    None,
}

impl Firewall {
    pub fn as_str(self) -> &'static str {
        match self {
            Firewall::IptablesHybrid => "iptables-hybrid",
            Firewall::Openvswitch => "openvswitch",
            Firewall::None => "none",
        }
    }

    pub(crate) fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

/// What tenant networks travel in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Overlay {
    #[default]
    Vxlan,
    Geneve,
    Gre,
    /// VLANs of the underlay, without a tunnel.
    Vlan,
}

impl Overlay {
    pub fn as_str(self) -> &'static str {
        match self {
            Overlay::Vxlan => "vxlan",
            Overlay::Geneve => "geneve",
            Overlay::Gre => "gre",
            Overlay::Vlan => "vlan",
        }
    }

    pub(crate) fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

/// A network that leads out of a cloud: provider network and floating IPs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ExternalNetwork {
    /// Its name in the cloud.
    pub name: Name,
    /// The network of L0 that it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub network: Option<Name>,
    /// Neutron's name of the physical network.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub physical_network: Option<Name>,
    /// Its VLAN; flat where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub vlan: Option<u16>,
    /// Its prefix.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subnet: Option<Subnet>,
    /// Its gateway.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gateway: Option<IpAddr>,
    /// Addresses for floating IPs and routers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pool: Option<IpRange>,
    /// Neutron serves DHCP on it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub dhcp: bool,
    /// DNS servers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub dns: Vec<IpAddr>,
    /// The largest packet in bytes; that of the underlay where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mtu: Option<u32>,
    /// Every project may put servers on it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub shared: bool,
}
