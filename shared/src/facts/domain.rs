use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::value::{Mac, Size};

use super::Mark;

/// A domain that the host has, with what it claims.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DomainFacts {
    pub name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub uuid: Option<String>,
    pub state: DomainState,
    #[serde(default)]
    pub persistent: bool,
    #[serde(default)]
    pub autostart: bool,
    pub vcpus: u32,
    pub memory: Size,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ports: Vec<DomainPort>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub disks: Vec<DomainDisk>,
    /// Whose it is; absent for a domain that Labwright did not make.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mark: Option<Mark>,
}

/// What a domain does now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum DomainState {
    Running,
    Paused,
    ShuttingDown,
    Off,
    Crashed,
    Suspended,
    Unknown,
}

impl DomainState {
    /// Whether the domain holds memory and CPU now.
    pub fn is_active(self) -> bool {
        matches!(self, DomainState::Running | DomainState::Paused | DomainState::ShuttingDown | DomainState::Suspended)
    }
}

/// A domain's interface.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DomainPort {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mac: Option<Mac>,
    /// The libvirt network.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub network: Option<String>,
    /// The host's bridge, where the interface is on one directly.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bridge: Option<String>,
}

/// A domain's disk.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DomainDisk {
    /// The guest's name for it, such as `vda`.
    pub target: String,
    /// The file below, where it is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
}
