use std::{fmt, str::FromStr};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::value::{ParseError, SecretRef, text_value};

use super::StepData;

/// A step's identity in its plan: the kind of step and what it is for, such as `domain.define/undercloud`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StepId(String);

impl StepId {
    pub fn new(kind: &str, resource: &str) -> Self {
        StepId(format!("{kind}/{resource}"))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for StepId {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        if text.contains('/') {
            Ok(StepId(text.to_owned()))
        } else {
            Err(ParseError(format!("{text:?} is not a step: write KIND/RESOURCE")))
        }
    }
}

impl fmt::Display for StepId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for StepId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

text_value!(StepId, "A step in the plan: KIND/RESOURCE");

/// One step: what will be done to which resource, why, and after what.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Step {
    pub id: StepId,
    /// What happens to the resource.
    pub action: Action,
    pub resource: Resource,
    /// Why, in a sentence.
    pub reason: String,
    /// Steps that must be done before.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub needs: Vec<StepId>,
    /// How long the step is expected to take, in seconds.
    pub expected_secs: u32,
    /// Whether data is lost that cannot be made again from the lab.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub destructive: bool,
    /// Whether the step changes something that is not the lab's own: it needs its own consent.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub foreign: bool,
    /// All that the step needs; absent for a resource that stays as it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub data: Option<StepData>,
}

/// What happens to a resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Action {
    Create,
    Update,
    Replace,
    Delete,
    Start,
    Stop,
    Wait,
    None,
}

impl Action {
    /// The sign that stands before the step in a listing.
    pub fn sign(self) -> &'static str {
        match self {
            Action::Create => "+",
            Action::Update => "~",
            Action::Replace => "±",
            Action::Delete => "-",
            Action::Start => "▶",
            Action::Stop => "■",
            Action::Wait => "…",
            Action::None => "=",
        }
    }

    pub fn as_str(self) -> &'static str {
        match self {
            Action::Create => "create",
            Action::Update => "update",
            Action::Replace => "replace",
            Action::Delete => "delete",
            Action::Start => "start",
            Action::Stop => "stop",
            Action::Wait => "wait",
            Action::None => "none",
        }
    }
}

/// What a step is about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Resource {
    pub kind: ResourceKind,
    /// The resource's name on the host; a volume's is `POOL/NAME`.
    pub name: String,
    /// The lab's record that it is made from, such as `machines[undercloud]`.
    pub record: String,
}

/// The kinds of resource that a plan touches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ResourceKind {
    Bridge,
    Network,
    Pool,
    Volume,
    Domain,
}

impl ResourceKind {
    pub const ALL: [ResourceKind; 5] =
        [ResourceKind::Bridge, ResourceKind::Network, ResourceKind::Pool, ResourceKind::Volume, ResourceKind::Domain];

    /// The kind that a word names.
    pub fn from_word(word: &str) -> Option<ResourceKind> {
        ResourceKind::ALL.into_iter().find(|kind| kind.as_str() == word)
    }

    pub fn as_str(self) -> &'static str {
        match self {
            ResourceKind::Bridge => "bridge",
            ResourceKind::Network => "network",
            ResourceKind::Pool => "pool",
            ResourceKind::Volume => "volume",
            ResourceKind::Domain => "domain",
        }
    }
}

/// The layer of the product that a step belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Layer {
    L0,
    L1,
}

impl Step {
    /// The secrets that the step's driver will ask for.
    pub fn secrets(&self) -> Vec<SecretRef> {
        let files = match &self.data {
            Some(StepData::VolumeSeed(seed)) => seed.files.as_slice(),
            _ => &[],
        };
        files.iter().flat_map(|file| SecretRef::placeholders(&file.content)).collect()
    }

    pub fn layer(&self) -> Layer {
        match self.resource.kind {
            ResourceKind::Bridge | ResourceKind::Network | ResourceKind::Pool => Layer::L0,
            ResourceKind::Volume | ResourceKind::Domain => Layer::L1,
        }
    }
}
