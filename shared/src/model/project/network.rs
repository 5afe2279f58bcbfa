use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use std::net::IpAddr;

use crate::value::{IpRange, Mac, Name, Subnet};

/// A tenant network.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ProjectNetwork {
    /// Its name.
    pub name: Name,
    /// Its subnets.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub subnets: Vec<ProjectSubnet>,
    /// The largest packet in bytes; what the overlay leaves where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mtu: Option<u32>,
    /// The network's VNI or VLAN, where it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub segment: Option<u32>,
    /// Ports drop what is not theirs. True where absent.
    #[serde(default = "crate::model::network::yes", skip_serializing_if = "crate::model::network::is_yes")]
    pub port_security: bool,
    /// The domain of names on it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub external_dns: Option<Name>,
}

/// A subnet of a tenant network.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ProjectSubnet {
    /// Its name.
    pub name: Name,
    /// Its prefix.
    pub cidr: Subnet,
    /// Its gateway; the first address where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gateway: Option<IpAddr>,
    /// Addresses that Neutron hands out; all but the gateway where empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pools: Vec<IpRange>,
    /// Neutron serves DHCP. True where absent.
    #[serde(default = "crate::model::network::yes", skip_serializing_if = "crate::model::network::is_yes")]
    pub dhcp: bool,
    /// DNS servers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub dns: Vec<IpAddr>,
}

/// A router between tenant networks and the world.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Router {
    /// Its name.
    pub name: Name,
    /// The external network that it leads to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub external: Option<Name>,
    /// The subnets that it joins.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub subnets: Vec<Name>,
    /// It runs on every compute node; as the cloud does where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub distributed: Option<bool>,
    /// It runs on several network nodes; as the cloud does where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ha: Option<bool>,
}

/// A floating IP.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct FloatingIp {
    /// The address; any of the pool where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<IpAddr>,
    /// The external network.
    pub network: Name,
    /// The port that it leads to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub port: Option<Name>,
    /// What it is for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
}

/// A port that is made beforehand.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ProjectPort {
    /// Its name.
    pub name: Name,
    /// The tenant network.
    pub network: Name,
    /// Its address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<IpAddr>,
    /// Its Ethernet address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mac: Option<Mac>,
    /// Its security groups.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub security_groups: Vec<Name>,
    /// Further addresses that may be used on it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub allowed_address_pairs: Vec<AddressPair>,
    /// It drops what is not its own. True where absent.
    #[serde(default = "crate::model::network::yes", skip_serializing_if = "crate::model::network::is_yes")]
    pub port_security: bool,
}

/// A further address that may be used on a port.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AddressPair {
    /// The address.
    pub address: IpAddr,
    /// The Ethernet address; the port's own where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mac: Option<Mac>,
}
