use serde::{Deserialize, Serialize};

use crate::facts::HostFacts;

/// The host that labs are built on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", tag = "state")]
pub enum HostAnswer {
    /// It answers.
    #[serde(rename_all = "camelCase")]
    Attached { uri: String, facts: Box<HostFacts> },
    /// There is none, and why.
    #[serde(rename_all = "camelCase")]
    Unattached { reason: String },
}
