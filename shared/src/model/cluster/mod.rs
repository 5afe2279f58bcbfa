//! A cluster inside a cloud or on machines: OpenShift, OKD or Kubernetes.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::value::{Name, SecretRef, Size, Version};

use super::Keyed;

mod dns;
mod load_balancer;
mod magnum;
mod mirror;
mod networks;

pub use dns::{ClusterDns, DnsRecord, DnsRecordKind};
pub use load_balancer::{Backend, Balance, BalancerMode, Frontend, LoadBalancer};
pub use magnum::Magnum;
pub use mirror::{Ignition, Mirror, Proxy};
pub use networks::{ClusterNetworks, NetworkPlugin, PodNetwork, Vips};

/// L2: an OpenShift, OKD or Kubernetes cluster.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Cluster {
    /// The cluster's name (`metadata.name`).
    pub name: Name,
    /// The first name of a cluster that was renamed since.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<Name>,
    /// How it is installed.
    pub installer: Installer,
    /// What is installed.
    #[serde(default, skip_serializing_if = "Distribution::is_default")]
    pub distribution: Distribution,
    /// The release, such as 4.2.4.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<Version>,
    /// The project whose servers are its nodes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub project: Option<Name>,
    /// The domain above the cluster's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base_domain: Option<Name>,
    /// Its control plane.
    #[serde(default)]
    pub control_plane: NodePool,
    /// Its workers.
    #[serde(default)]
    pub workers: NodePool,
    /// The temporary node that starts the control plane; made by the installer where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bootstrap: Option<ClusterNode>,
    /// The machine that carries DNS, load balancer, registry and installer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bastion: Option<Name>,
    /// Workloads run on the control plane too.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schedulable_masters: Option<bool>,
    /// Replicas of the router, each on a node of its own; 2 where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub router_replicas: Option<u32>,
    /// etcd runs with fewer than three members (`useUnsupportedUnsafeNonHANonProductionUnstableEtcd`).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unsupported_etcd: bool,
    /// Its networks.
    #[serde(default, skip_serializing_if = "ClusterNetworks::is_default")]
    pub networks: ClusterNetworks,
    /// Its virtual addresses.
    #[serde(default, skip_serializing_if = "Vips::is_default")]
    pub vips: Vips,
    /// The external network of its floating IPs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub external_network: Option<Name>,
    /// Names that must resolve.
    #[serde(default, skip_serializing_if = "ClusterDns::is_default")]
    pub dns: ClusterDns,
    /// The load balancer that the user provides.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub load_balancer: Option<LoadBalancer>,
    /// A registry that stands in for the public ones.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mirror: Option<Mirror>,
    /// The way out, where there is no other.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proxy: Option<Proxy>,
    /// Where nodes fetch their first configuration.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ignition: Option<Ignition>,
    /// What Magnum is told; with the installer `magnum`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub magnum: Option<Magnum>,
    /// The key of the registries, by reference.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pull_secret: Option<SecretRef>,
    /// The public key that may log in to the nodes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ssh_key: Option<String>,
    /// Certificates that nodes trust beside the public ones (PEM).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub additional_trust_bundle: Option<String>,
    /// FIPS mode.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub fips: bool,
    /// Octavia serves its load balancers.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub octavia: bool,
    /// Ports are trunks (Kuryr).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub trunk: bool,
    /// What the cluster is for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
}

/// How a cluster is installed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Installer {
    /// The installer makes the infrastructure.
    Ipi,
    /// The user makes the infrastructure.
    Upi,
    /// One node that is all of it.
    SingleNode,
    /// Magnum with its Cluster API driver.
    Magnum,
}

impl Installer {
    pub fn as_str(self) -> &'static str {
        match self {
            Installer::Ipi => "ipi",
            Installer::Upi => "upi",
            Installer::SingleNode => "single-node",
            Installer::Magnum => "magnum",
        }
    }
}

/// What a cluster is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Distribution {
    #[default]
    Openshift,
    Okd,
    Kubernetes,
}

impl Distribution {
    pub fn as_str(self) -> &'static str {
        match self {
            Distribution::Openshift => "openshift",
            Distribution::Okd => "okd",
            Distribution::Kubernetes => "kubernetes",
        }
    }

    pub(crate) fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

/// Nodes of one role.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NodePool {
    /// How many; that of `nodes` where they are listed. Where absent, it is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replicas: Option<u32>,
    /// Their size, where they are servers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub flavor: Option<Name>,
    /// Their image, where they are servers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub image: Option<Name>,
    /// The size of a root volume; the flavor's disk where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub root_volume: Option<Size>,
    /// Cinder's type of root volumes; `__DEFAULT__`, which Cinder has by itself from Train on, where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub volume_type: Option<Name>,
    /// The availability zone of root volumes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub volume_zone: Option<Name>,
    /// Availability zones that they are spread over.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub zones: Vec<Name>,
    /// How they are placed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub server_group_policy: Option<super::ServerGroupPolicy>,
    /// The nodes one by one, where they are machines or servers of the lab.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub nodes: Vec<ClusterNode>,
}

/// One node of a cluster.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ClusterNode {
    /// The machine that it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub machine: Option<Name>,
    /// The server that it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub server: Option<Name>,
    /// The fully qualified name that it boots with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hostname: Option<Name>,
}

impl NodePool {
    /// How many nodes the pool has: those that are listed, otherwise its replicas; `None` where neither is said.
    pub fn count(&self) -> Option<u32> {
        if self.nodes.is_empty() { self.replicas } else { Some(u32::try_from(self.nodes.len()).unwrap_or(u32::MAX)) }
    }

    /// How many replicas are asked for; 0 where that is not said.
    pub fn asked(&self) -> u32 {
        self.replicas.unwrap_or_default()
    }
}

impl Keyed for Cluster {
    fn name(&self) -> &Name {
        &self.name
    }

    fn explicit_id(&self) -> Option<&Name> {
        self.id.as_ref()
    }
}
