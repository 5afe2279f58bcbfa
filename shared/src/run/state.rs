use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::plan::{Plan, Step, StepId};

use super::{EventKind, Outcome, RunEvent};

/// Where a run is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum RunPhase {
    Running,
    Cancelling,
    Unwinding,
    Succeeded,
    Failed,
    Cancelled,
}

impl RunPhase {
    pub fn is_over(self) -> bool {
        matches!(self, RunPhase::Succeeded | RunPhase::Failed | RunPhase::Cancelled)
    }

    pub fn as_str(self) -> &'static str {
        match self {
            RunPhase::Running => "running",
            RunPhase::Cancelling => "cancelling",
            RunPhase::Unwinding => "unwinding",
            RunPhase::Succeeded => "succeeded",
            RunPhase::Failed => "failed",
            RunPhase::Cancelled => "cancelled",
        }
    }
}

/// A run as its events tell it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RunState {
    pub phase: RunPhase,
    /// The last event's number.
    pub seq: u64,
    pub epoch: u32,
    pub started_ms: u64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub finished_ms: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    pub steps: BTreeMap<String, StepState>,
}

/// A step as a run's events tell it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct StepState {
    pub phase: StepPhase,
    pub attempts: u32,
    pub started_ms: u64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub finished_ms: Option<u64>,
    /// The latest note, output or error.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
}

/// Where a step is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum StepPhase {
    Running,
    Done,
    Failed,
    Undone,
}

impl Default for RunState {
    fn default() -> Self {
        RunState { phase: RunPhase::Running, seq: 0, epoch: 0, started_ms: 0, finished_ms: None, reason: None, steps: BTreeMap::new() }
    }
}

impl RunState {
    pub fn fold<'a>(events: impl IntoIterator<Item = &'a RunEvent>) -> Self {
        let mut state = RunState::default();
        events.into_iter().for_each(|event| state.apply(event));
        state
    }

    /// Takes the next event in. One that was seen already changes nothing, so a client may hear it twice.
    pub fn apply(&mut self, event: &RunEvent) {
        if event.seq <= self.seq {
            return;
        }
        self.seq = event.seq;
        self.epoch = event.epoch;
        match &event.kind {
            EventKind::Started { .. } => self.started_ms = event.at_ms,
            EventKind::Resumed => {
                // One that was taking its effects back goes on with that.
                if self.phase != RunPhase::Unwinding {
                    self.phase = RunPhase::Running;
                }
                self.finished_ms = None;
                self.reason = None;
            }
            EventKind::StepStarted { step, attempt } => {
                let begun =
                    StepState { phase: StepPhase::Running, attempts: *attempt, started_ms: event.at_ms, finished_ms: None, text: None };
                self.steps.insert(step.to_string(), begun);
            }
            EventKind::StepNote { step, text } => {
                if let Some(state) = self.steps.get_mut(step.as_str()) {
                    state.text = Some(text.clone());
                }
            }
            EventKind::StepDone { step, output, outcome } => {
                let text = output.clone().or_else(|| (*outcome == Outcome::AlreadyThere).then(|| "already there".to_owned()));
                self.end(step, StepPhase::Done, event.at_ms, text);
            }
            EventKind::StepFailed { step, error } => self.end(step, StepPhase::Failed, event.at_ms, Some(error.clone())),
            EventKind::StepUndone { step } => self.end(step, StepPhase::Undone, event.at_ms, None),
            EventKind::CancelRequested => self.phase = RunPhase::Cancelling,
            EventKind::Unwinding => self.phase = RunPhase::Unwinding,
            EventKind::Finished { phase, reason } => {
                self.phase = *phase;
                self.reason.clone_from(reason);
                self.finished_ms = Some(event.at_ms);
            }
        }
    }

    fn end(&mut self, step: &StepId, phase: StepPhase, at_ms: u64, text: Option<String>) {
        let state = self.steps.entry(step.to_string()).or_insert(StepState {
            phase,
            attempts: 0,
            started_ms: at_ms,
            finished_ms: None,
            text: None,
        });
        state.phase = phase;
        state.finished_ms = Some(at_ms);
        state.text = text;
    }

    /// Whether the step is done, in this or an earlier process.
    pub fn is_done(&self, step: &StepId) -> bool {
        self.steps.get(step.as_str()).is_some_and(|state| state.phase == StepPhase::Done)
    }

    /// Done steps and all steps of a plan that do something.
    pub fn progress(&self, plan: &Plan) -> (usize, usize) {
        let counts = |step: &&Step| self.is_done(&step.id);
        (plan.changes().filter(counts).count(), plan.changes().count())
    }
}
