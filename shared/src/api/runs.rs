use serde::{Deserialize, Serialize};

use crate::{
    plan::{Plan, Purpose},
    run::{RunPhase, RunState},
};

/// Approves a plan and starts it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StartRun {
    /// The digest of the plan that was shown.
    pub digest: String,
    /// Steps on what is not the lab's own that are consented to, by id.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub consents: Vec<String>,
    #[serde(default)]
    pub on_failure: FailurePolicy,
}

/// What happens to what was built when a step fails.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FailurePolicy {
    /// It stays, to look at and to resume.
    #[default]
    Keep,
    /// What the run did is taken back.
    Unwind,
}

/// A run began.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Started {
    pub run: String,
}

/// A run in the list of runs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RunSummary {
    pub run: String,
    pub lab: String,
    pub purpose: Purpose,
    pub phase: RunPhase,
    pub started_ms: u64,
    pub finished_ms: Option<u64>,
    /// Whether a process carries the run now; one that is not over and not carried can be resumed.
    pub carried: bool,
}

/// A run with its plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RunAnswer {
    pub summary: RunSummary,
    pub plan: Plan,
    pub state: RunState,
}
