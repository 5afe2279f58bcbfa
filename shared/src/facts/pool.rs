use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::value::Size;

/// A storage pool that the host has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PoolFacts {
    pub name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub uuid: Option<String>,
    /// `dir`, `logical`, …
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// The pool's folder.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    pub active: bool,
    #[serde(default)]
    pub autostart: bool,
    /// Absent for a pool that is not active.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub capacity: Option<Size>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub free: Option<Size>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub volumes: Vec<VolumeFacts>,
}

impl PoolFacts {
    pub fn volume(&self, name: &str) -> Option<&VolumeFacts> {
        self.volumes.iter().find(|volume| volume.name == name)
    }
}

/// A volume in a pool.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct VolumeFacts {
    pub name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// The virtual size.
    pub capacity: Size,
    /// What the file takes on the medium.
    pub allocation: Size,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub format: Option<String>,
    /// The backing file of an overlay.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub backing: Option<String>,
}
