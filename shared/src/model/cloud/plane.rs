use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use std::net::IpAddr;

use crate::value::{IpRange, Name, Subnet};

/// A network between the nodes of a cloud, such as InternalApi.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Plane {
    /// Its name.
    pub name: Name,
    /// What it carries.
    #[serde(default, skip_serializing_if = "PlanePurpose::is_default")]
    pub purpose: PlanePurpose,
    /// Its VLAN on the nodes' ports; untagged where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub vlan: Option<u16>,
    /// Its prefix.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subnet: Option<Subnet>,
    /// Addresses for nodes and VIPs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pool: Option<IpRange>,
    /// The virtual address of the services on it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub vip: Option<IpAddr>,
    /// Its gateway.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gateway: Option<IpAddr>,
    /// The network of L0 that carries it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub network: Option<Name>,
    /// The bond or port of the nodes that it stands on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub link: Option<Name>,
    /// The largest packet in bytes; 1500 where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mtu: Option<u32>,
}

/// What a network between nodes carries.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum PlanePurpose {
    /// Provisioning and control (ctlplane).
    Control,
    /// The services among themselves.
    #[default]
    InternalApi,
    /// Tunnels between compute nodes.
    Tenant,
    /// Ceph's clients.
    Storage,
    /// Ceph's replication.
    StorageManagement,
    /// Floating IPs and public endpoints.
    External,
    /// Octavia's amphorae.
    LoadBalancer,
}

impl PlanePurpose {
    pub fn as_str(self) -> &'static str {
        match self {
            PlanePurpose::Control => "control",
            PlanePurpose::InternalApi => "internal-api",
            PlanePurpose::Tenant => "tenant",
            PlanePurpose::Storage => "storage",
            PlanePurpose::StorageManagement => "storage-management",
            PlanePurpose::External => "external",
            PlanePurpose::LoadBalancer => "load-balancer",
        }
    }

    pub(crate) fn is_default(&self) -> bool {
        *self == Self::default()
    }
}
