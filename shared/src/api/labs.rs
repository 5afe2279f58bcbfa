use serde::{Deserialize, Serialize};

use crate::plan::Instance;

/// A lab in the list of labs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LabSummary {
    pub name: String,
    pub description: Option<String>,
    /// Milliseconds since the Unix epoch.
    pub modified_ms: u64,
    /// Whether the lab was applied and not destroyed since.
    pub built: bool,
}

/// A template in the list of templates.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TemplateSummary {
    pub name: String,
    pub description: Option<String>,
}

/// A lab's text and version.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LabDocument {
    pub name: String,
    /// Counts the saves; 0 for a template.
    pub version: u64,
    pub yaml: String,
    /// The lab's build on the host, once there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instance: Option<Instance>,
}

/// A lab's text to keep.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SaveLab {
    pub yaml: String,
    /// The version that the edit began from; 0 for a new lab. Another one in the store is a conflict.
    pub base_version: u64,
}

/// A lab was kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Saved {
    pub version: u64,
}
