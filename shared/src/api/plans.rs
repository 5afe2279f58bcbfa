use serde::{Deserialize, Serialize};

use crate::{
    diagnostic::Report,
    plan::{Plan, Purpose},
    value::Name,
};

/// Asks for a plan of the lab as it was last saved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PlanRequest {
    pub purpose: Purpose,
    /// One of the lab's scales; as drawn where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scale: Option<Name>,
    /// The machines to start, stop or reboot; all where empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub machines: Vec<Name>,
}

/// A plan, kept under its digest for an approval.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PlanAnswer {
    pub plan: Plan,
    /// The digest of `yaml`.
    pub digest: String,
    /// The plan's canonical bytes.
    pub yaml: String,
    /// What the rules say with the host's facts of that moment.
    pub report: Report,
}
