use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::diagnostic::Severity;

/// Which findings are accepted, and how much findings matter here.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Settings {
    /// Accepted findings, each with its reason.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub suppress: Vec<Suppression>,
    /// Rules whose findings matter more or less in this lab than elsewhere, each with its reason.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub severity: Vec<SeverityChange>,
}

impl Settings {
    pub fn is_empty(&self) -> bool {
        self.suppress.is_empty() && self.severity.is_empty()
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

/// How much the findings of a rule or of a family of rules matter in this lab, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SeverityChange {
    /// The rule, such as `capacity/vcpu-overcommit`, or a family, such as `capacity`. An entry for the rule goes before one for its family; a second entry for the same is an error.
    pub rule: String,
    /// What its findings become.
    pub level: Level,
    /// Why they do. Without a reason the entry changes nothing.
    pub reason: String,
}

/// What the findings of a rule become.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Level {
    /// They stop a plan.
    Error,
    Warning,
    Info,
    /// They are accepted wherever they are found.
    Off,
}

impl Level {
    pub fn as_str(self) -> &'static str {
        match self {
            Level::Error => "error",
            Level::Warning => "warning",
            Level::Info => "info",
            Level::Off => "off",
        }
    }

    /// The severity, unless findings are accepted.
    pub fn severity(self) -> Option<Severity> {
        match self {
            Level::Error => Some(Severity::Error),
            Level::Warning => Some(Severity::Warning),
            Level::Info => Some(Severity::Info),
            Level::Off => None,
        }
    }
}
