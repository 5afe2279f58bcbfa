use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    model::ApiVersion,
    value::{Name, Sha256},
};

use super::{Action, Instance, Step, StepId};

/// The document kind of a plan.
pub const PLAN_KIND: &str = "Plan";

/// Everything that a run will do, in an order, with nothing left to choose.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Plan {
    /// The version of the document format.
    pub api_version: ApiVersion,
    /// What kind of document this is.
    pub kind: PlanKind,
    /// The lab that the plan builds.
    pub lab: Name,
    /// The digest of the lab document that the plan was made from.
    pub lab_digest: Sha256,
    /// The scale that the lab is built at; the lab as drawn where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scale: Option<Name>,
    pub instance: Instance,
    /// The connection URI of the host that the plan was made for; `qemu:///system` where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub host: Option<String>,
    /// What the plan is for.
    pub purpose: Purpose,
    /// The state of what the steps touch when the plan was made: it must still be so when a run begins.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub fingerprint: BTreeMap<String, Fingerprint>,
    /// The steps, each after all that it needs.
    pub steps: Vec<Step>,
}

/// The document is a plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum PlanKind {
    Plan,
}

/// What a plan is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Purpose {
    Apply,
    Destroy,
    Start,
    Stop,
    Reboot,
}

/// What a touched resource looked like: a short sentence that two plans can be compared by.
pub type Fingerprint = String;

impl Plan {
    pub fn step(&self, id: &StepId) -> Option<&Step> {
        self.steps.iter().find(|step| step.id == *id)
    }

    /// The steps that do something.
    pub fn changes(&self) -> impl Iterator<Item = &Step> {
        self.steps.iter().filter(|step| step.action != Action::None)
    }

    pub fn is_empty(&self) -> bool {
        self.changes().next().is_none()
    }

    /// The plan's canonical bytes, in YAML.
    pub fn to_yaml(&self) -> String {
        crate::yaml::to_string(self)
    }

    /// What an approval pins: the digest of the canonical bytes.
    pub fn digest(&self) -> Sha256 {
        Sha256::of(self.to_yaml().as_bytes())
    }

    /// How long the run is expected to take with as many steps at once as the graph allows: the longest way through it.
    pub fn expected_secs(&self) -> u32 {
        let mut done_at: BTreeMap<&StepId, u32> = BTreeMap::new();
        for step in &self.steps {
            let begins = step.needs.iter().filter_map(|need| done_at.get(need)).max().copied().unwrap_or(0);
            done_at.insert(&step.id, begins + step.expected_secs);
        }
        done_at.values().max().copied().unwrap_or(0)
    }
}
