use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::value::Name;

use super::{Cloud, Cluster, Host, Image, Machine, Network, Parameter, Pool, Project, Records, Scale, Server, Settings, View};

/// The version of the document format that this program writes.
pub const API_VERSION: &str = "labwright.dev/v1alpha1";

/// A lab: a host, its pools and networks, the machines on it, the clouds that they form, and what runs inside those.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Lab {
    /// The version of the document format.
    pub api_version: ApiVersion,
    /// What kind of document this is.
    pub kind: LabKind,
    /// The lab's name and description.
    pub metadata: Metadata,
    /// Values that the lab is made with.
    #[serde(default, skip_serializing_if = "Records::is_empty")]
    pub parameters: Records<Parameter>,
    /// L0: the host that the lab is built on.
    #[serde(default)]
    pub host: Host,
    /// Base images, ISO images, kernels and initial RAM disks that machines boot from.
    #[serde(default, skip_serializing_if = "Records::is_empty")]
    pub images: Records<Image>,
    /// Storage pools that hold the lab's volumes.
    #[serde(default, skip_serializing_if = "Records::is_empty")]
    pub pools: Records<Pool>,
    /// L0's networks.
    #[serde(default, skip_serializing_if = "Records::is_empty")]
    pub networks: Records<Network>,
    /// L1: the machines on the host.
    #[serde(default, skip_serializing_if = "Records::is_empty")]
    pub machines: Records<Machine>,
    /// The clouds that machines form, or that are already there.
    #[serde(default, skip_serializing_if = "Records::is_empty")]
    pub clouds: Records<Cloud>,
    /// Projects of the clouds.
    #[serde(default, skip_serializing_if = "Records::is_empty")]
    pub projects: Records<Project>,
    /// L2: servers in the projects.
    #[serde(default, skip_serializing_if = "Records::is_empty")]
    pub servers: Records<Server>,
    /// L2: clusters in the projects or on machines.
    #[serde(default, skip_serializing_if = "Records::is_empty")]
    pub clusters: Records<Cluster>,
    /// Declared stand-ins at which the same lab runs on a smaller host.
    #[serde(default, skip_serializing_if = "Records::is_empty")]
    pub scales: Records<Scale>,
    /// Which findings are accepted or matter otherwise than elsewhere, and why.
    #[serde(default, skip_serializing_if = "Settings::is_empty")]
    pub settings: Settings,
    /// Where things are drawn; has no influence on what is built.
    #[serde(default, skip_serializing_if = "View::is_empty")]
    pub view: View,
}

impl Lab {
    /// A lab with nothing in it yet.
    pub fn empty(name: Name) -> Self {
        Lab {
            api_version: ApiVersion::V1Alpha1,
            kind: LabKind::Lab,
            metadata: Metadata { name, description: None },
            parameters: Records::default(),
            host: Host::default(),
            images: Records::default(),
            pools: Records::default(),
            networks: Records::default(),
            machines: Records::default(),
            clouds: Records::default(),
            projects: Records::default(),
            servers: Records::default(),
            clusters: Records::default(),
            scales: Records::default(),
            settings: Settings::default(),
            view: View::default(),
        }
    }
}

/// A released version of the document format.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum ApiVersion {
    #[serde(rename = "labwright.dev/v1alpha1")]
    V1Alpha1,
}

/// The document is a lab.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum LabKind {
    Lab,
}

/// What the lab is called and what it is for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Metadata {
    /// The lab's name; also the key under which it is kept.
    pub name: Name,
    /// What the lab is for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
}
