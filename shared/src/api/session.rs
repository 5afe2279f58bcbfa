use serde::{Deserialize, Serialize};

/// Who is at the page, and what the server is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Session {
    pub actor: String,
    pub version: String,
    /// The lab to open first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub open_lab: Option<String>,
}
