use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::value::{Name, Sha256};

/// The ownership mark that a built resource carries in its libvirt metadata.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Mark {
    /// The instance: one build of a lab on a host.
    pub instance: Name,
    /// The lab's name, for people.
    pub lab: Name,
    /// The record that the resource was made from, such as `machines[undercloud]`.
    pub record: String,
    /// The digest of what was asked for: another one means that the document changed since.
    pub digest: Sha256,
}

/// The XML namespace of the mark.
pub const NAMESPACE: &str = "https://labwright.dev/ns/owner/1";
