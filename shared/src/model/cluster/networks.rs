use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use std::net::IpAddr;

use crate::value::{Cidr, Name, Subnet};

/// The networks of a cluster.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ClusterNetworks {
    /// The nodes' network (`machineNetwork`); 10.0.0.0/16 where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub machine: Option<Subnet>,
    /// The project's subnet that the nodes stand on (`controlPlanePort`, `machinesSubnet`); the installer makes one where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subnet: Option<Name>,
    /// The default gateway of nodes with fixed addresses; the host's address on their network where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gateway: Option<IpAddr>,
    /// The pods' networks (`clusterNetwork`).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cluster: Vec<PodNetwork>,
    /// The services' networks (`serviceNetwork`).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub service: Vec<Subnet>,
    /// What connects the pods (`networkType`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plugin: Option<NetworkPlugin>,
    /// The pods' largest packet; what the nodes' network leaves where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mtu: Option<u32>,
    /// OVN-Kubernetes' internal join network; 100.64.0.0/16 where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub join: Option<Subnet>,
    /// OVN-Kubernetes' internal transit network; 100.88.0.0/16 where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub transit: Option<Subnet>,
    /// DNS servers of the nodes (`externalDNS`).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub external_dns: Vec<IpAddr>,
}

impl ClusterNetworks {
    pub(crate) fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

/// A network of pods.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PodNetwork {
    /// Its prefix.
    pub cidr: Cidr,
    /// The length of each node's share of it.
    pub host_prefix: u8,
}

/// What connects the pods of a cluster.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum NetworkPlugin {
    #[serde(rename = "OpenShiftSDN")]
    OpenShiftSdn,
    #[serde(rename = "OVNKubernetes")]
    OvnKubernetes,
    #[serde(rename = "Kuryr")]
    Kuryr,
    #[serde(rename = "Calico")]
    Calico,
    #[serde(rename = "Cilium")]
    Cilium,
}

impl NetworkPlugin {
    pub fn as_str(self) -> &'static str {
        match self {
            NetworkPlugin::OpenShiftSdn => "OpenShiftSDN",
            NetworkPlugin::OvnKubernetes => "OVNKubernetes",
            NetworkPlugin::Kuryr => "Kuryr",
            NetworkPlugin::Calico => "Calico",
            NetworkPlugin::Cilium => "Cilium",
        }
    }
}

/// The virtual addresses of a cluster.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Vips {
    /// Of the API, inside the machine network.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub api: Vec<IpAddr>,
    /// Of the router, inside the machine network.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ingress: Vec<IpAddr>,
    /// Of the nodes' DNS server, inside the machine network; OpenShift 4.2 and 4.3 have one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dns: Option<IpAddr>,
    /// The floating IP of the API (`lbFloatingIP`, `apiFloatingIP`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub api_floating_ip: Option<IpAddr>,
    /// The floating IP of the router (`ingressFloatingIP`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ingress_floating_ip: Option<IpAddr>,
}

impl Vips {
    pub(crate) fn is_default(&self) -> bool {
        *self == Self::default()
    }
}
