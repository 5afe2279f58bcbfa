use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Which findings are accepted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Settings {
    /// Accepted findings, each with its reason.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub suppress: Vec<Suppression>,
}

impl Settings {
    pub fn is_empty(&self) -> bool {
        self.suppress.is_empty()
    }
}

/// A finding that is accepted, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Suppression {
    /// The rule, such as `capacity/vcpu-overcommit`.
    pub rule: String,
    /// The one subject, such as `machines[undercloud]`; every subject where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// Why the finding is accepted.
    pub reason: String,
}
