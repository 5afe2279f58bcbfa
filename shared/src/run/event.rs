use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    plan::{Purpose, StepId},
    value::{Name, Sha256},
};

/// A run's identity, drawn by the program that starts it.
pub type RunId = Name;

/// Something that happened in a run. Journalled before it is sent; `seq` counts from 1 without gaps.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RunEvent {
    pub run: RunId,
    pub seq: u64,
    /// Milliseconds since the Unix epoch.
    pub at_ms: u64,
    /// Counts the processes that carried the run: one that lost its claim cannot act any more.
    pub epoch: u32,
    /// Who caused it.
    pub actor: String,
    pub kind: EventKind,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub enum EventKind {
    /// The run began.
    #[serde(rename_all = "camelCase")]
    Started { lab: Name, plan: Sha256, purpose: Purpose },
    /// The run was taken up again: after its process died, or after it had failed or was stopped.
    Resumed,
    /// A step is about to act.
    #[serde(rename_all = "camelCase")]
    StepStarted { step: StepId, attempt: u32 },
    /// A sentence on how a step goes.
    #[serde(rename_all = "camelCase")]
    StepNote { step: StepId, text: String },
    /// A step is done.
    #[serde(rename_all = "camelCase")]
    StepDone {
        step: StepId,
        outcome: Outcome,
        /// What the step found out, such as an address.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        output: Option<String>,
    },
    /// A step failed, its net effect known.
    #[serde(rename_all = "camelCase")]
    StepFailed { step: StepId, error: String },
    /// A step's effect was taken back.
    #[serde(rename_all = "camelCase")]
    StepUndone { step: StepId },
    /// Somebody asked the run to stop at the next step boundary.
    CancelRequested,
    /// The run takes back what it did.
    Unwinding,
    /// The run ended.
    #[serde(rename_all = "camelCase")]
    Finished {
        phase: super::RunPhase,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
    },
}

/// How a step ended well.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// The step acted.
    Applied,
    /// The resource was already as the step wants it.
    AlreadyThere,
}
