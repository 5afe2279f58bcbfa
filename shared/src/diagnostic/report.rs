use std::{cmp::Ordering, fmt, str::FromStr};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    document::Command,
    model::RecordRef,
    value::{ParseError, text_value},
};

use super::Severity;

/// What a finding is about: a record, or one of its fields. Written `machines[undercloud].ports[eth0].address`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Subject {
    pub record: RecordRef,
    /// The field's path inside the record.
    pub field: Option<String>,
}

impl Subject {
    pub fn record(record: RecordRef) -> Self {
        Subject { record, field: None }
    }

    pub fn field(record: RecordRef, field: impl Into<String>) -> Self {
        Subject { record, field: Some(field.into()) }
    }
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.record)?;
        match &self.field {
            Some(field) => write!(f, ".{field}"),
            None => Ok(()),
        }
    }
}

impl fmt::Debug for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

impl FromStr for Subject {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        let record_end = match text.find(['.', '[']) {
            Some(at) if text[at..].starts_with('[') => at + text[at..].find(']').map_or(0, |close| close + 1),
            Some(at) => at,
            None => text.len(),
        };
        let (record, field) = text.split_at(record_end);
        Ok(Subject { record: record.parse()?, field: field.strip_prefix('.').map(str::to_owned) })
    }
}

text_value!(Subject, "A record or one of its fields, such as machines[undercloud].memory");

/// One finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Diagnostic {
    /// The rule that found it.
    pub rule: String,
    pub severity: Severity,
    /// Where the lab gave the finding that severity: the rule's own, and why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub changed: Option<Change>,
    pub subject: Subject,
    /// What is wrong, in numbers.
    pub message: String,
    /// What to do about it.
    pub help: String,
    /// Edits that would mend it.
    pub fixes: Vec<Fix>,
}

impl Diagnostic {
    /// The order of a report: by severity, subject, rule and message.
    pub fn compare(&self, other: &Self) -> Ordering {
        (self.severity, &self.subject, &self.rule, &self.message).cmp(&(other.severity, &other.subject, &other.rule, &other.message))
    }
}

/// What a finding's severity was before the lab changed it, and why it did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Change {
    pub from: Severity,
    pub reason: String,
}

/// An edit that would mend a finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Fix {
    /// What the edit does, for a button: "Move eth0 to 172.16.0.5".
    pub title: String,
    pub command: Command,
}

/// Everything the rules found in a lab.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Report {
    /// By severity, subject and rule.
    pub diagnostics: Vec<Diagnostic>,
    /// Findings that the lab accepts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub accepted: Vec<Accepted>,
}

/// A finding that the lab accepts, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Accepted {
    pub diagnostic: Diagnostic,
    pub reason: String,
}

impl Report {
    pub fn has_errors(&self) -> bool {
        self.count(Severity::Error) > 0
    }

    pub fn count(&self, severity: Severity) -> usize {
        self.diagnostics.iter().filter(|diagnostic| diagnostic.severity == severity).count()
    }
}
