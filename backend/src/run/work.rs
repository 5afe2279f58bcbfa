use std::time::{Duration, Instant};

use labwright_shared::{
    plan::{Action, Step},
    run::{EventKind, Outcome},
};

use super::{carrier::Carrier, tools::StepTools};
use crate::{
    step::{Probe, Progress, StepError, Turn},
    store::StoreError,
};

/// How often a step is tried when the host goes away or does not answer in time, and how long is waited before each.
const TRIES: [Duration; 4] = [Duration::ZERO, Duration::from_secs(1), Duration::from_secs(3), Duration::from_secs(10)];

/// How a step ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StepEnd {
    Done,
    Failed(String),
    /// The run was asked to stop while the step waited or moved data.
    Stopped,
}

/// Carries one step out: look, act, look again. An error is the store's, and ends the run.
pub async fn do_step(carrier: &Carrier, step: &Step, attempts_before: u32) -> Result<StepEnd, StoreError> {
    let Some(data) = step.data.clone() else { return Ok(StepEnd::Done) };
    let tools = StepTools::new(carrier.tools.clone(), step.id.clone(), data);
    let mut failure = None;
    for (number, pause) in TRIES.into_iter().enumerate() {
        tokio::time::sleep(pause).await;
        let attempt = attempts_before + u32::try_from(number).unwrap_or(u32::MAX) + 1;
        carrier.write(&step.id, "started", EventKind::StepStarted { step: step.id.clone(), attempt }).await?;
        match attempt_step(carrier, step, &tools).await {
            Ok((outcome, output)) => {
                carrier.write(&step.id, "done", EventKind::StepDone { step: step.id.clone(), outcome, output }).await?;
                return Ok(StepEnd::Done);
            }
            Err(error) if error.is_cancelled() => {
                carrier.write(&step.id, "failed", EventKind::StepFailed { step: step.id.clone(), error: error.to_string() }).await?;
                return Ok(StepEnd::Stopped);
            }
            // Whether it took effect is not known, or the host was away: look again before anything else.
            Err(error) if (error.effect_unknown() || error.is_transient()) && !carrier.tools.journal.is_cancelled() => {
                tools.note(&error.to_string());
                failure = Some(error.to_string());
            }
            Err(error) => {
                failure = Some(error.to_string());
                break;
            }
        }
    }
    let error = failure.unwrap_or_else(|| "it could not be tried".to_owned());
    carrier.write(&step.id, "failed", EventKind::StepFailed { step: step.id.clone(), error: error.clone() }).await?;
    Ok(StepEnd::Failed(error))
}

async fn attempt_step(carrier: &Carrier, step: &Step, tools: &StepTools) -> Result<(Outcome, Option<String>), StepError> {
    match tools.probe().await? {
        Probe::Done(output) => return Ok((Outcome::AlreadyThere, output)),
        Probe::Foreign(why) => {
            return Err(StepError::Foreign { resource: format!("{} {}", step.resource.kind.as_str(), step.resource.name), why });
        }
        Probe::Absent | Probe::Differs(_) => {}
    }
    tools.prepare().await?;
    let begun = Instant::now();
    let mut previous = None;
    let output = loop {
        let turn = Turn { elapsed: begun.elapsed(), previous };
        match tools.apply(turn).await? {
            Progress::Done(output) => break output,
            Progress::Waiting { note, again_in } => {
                tools.note(&note);
                if carrier.tools.journal.is_cancelled() {
                    return Err(StepError::Cancelled);
                }
                tokio::time::sleep(again_in).await;
            }
        }
        previous = Some(turn.elapsed);
    };
    // What was waited for was just seen; everything else is looked at once more.
    if step.action != Action::Wait {
        match tools.probe().await? {
            Probe::Done(_) => {}
            Probe::Absent => {
                return Err(StepError::Refused("it was done, and is not there: something on the host takes it away".to_owned()));
            }
            Probe::Differs(why) | Probe::Foreign(why) => {
                return Err(StepError::Refused(format!("it was done, and is not as it should be: {why}")));
            }
        }
    }
    Ok((Outcome::Applied, output))
}
