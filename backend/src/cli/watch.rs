use std::{process::ExitCode, time::Duration};

use labwright_shared::{
    api::FailurePolicy,
    plan::Plan,
    run::{EventKind, Outcome, RunEvent, RunPhase},
};

use tokio::signal::unix::{SignalKind, signal};

use super::{args::Common, output};
use crate::app::{App, AppError, RunningRun};

/// Tells how a run goes until it ends. An interrupt asks it to stop at the next step boundary; a second one ends the process.
pub async fn to_end(common: &Common, app: &App, plan: &Plan, run: RunningRun) -> Result<ExitCode, AppError> {
    let journal = app.journals.of(&run.id);
    let mut latest = journal.listen();
    let mut seq = 0;
    let mut begun_ms = None;
    let mut carried = run.carried;
    let mut phase = None;
    // Listened to from here on without a gap: an interrupt between two looks must not be lost.
    let mut interrupts =
        signal(SignalKind::interrupt()).map_err(|error| AppError::Internal(format!("interrupts can't be listened to: {error}")))?;
    if !common.format.is_json() {
        output::line(&format!("run {}", run.id));
    }
    loop {
        for event in app.store.events_after(run.id.as_str(), seq).await? {
            seq = event.seq;
            tell(common, plan, &event, *begun_ms.get_or_insert(event.at_ms));
        }
        if let Some(phase) = phase {
            let kept = app.store.run(run.id.as_str()).await?.is_some_and(|row| row.policy == FailurePolicy::Keep);
            if kept && phase != RunPhase::Succeeded && !common.format.is_json() {
                eprintln!("`labwright resume {}` carries out what is left, once the reason is mended", run.id);
            }
            return Ok(ExitCode::from(u8::from(phase != RunPhase::Succeeded)));
        }
        tokio::select! {
            ended = &mut carried => {
                let ended = ended.map_err(|error| AppError::Internal(format!("the run broke off: {error}")))?;
                phase = Some(ended?);
            }
            _ = latest.changed() => {}
            () = tokio::time::sleep(Duration::from_millis(500)) => {}
            _ = interrupts.recv() => {
                if journal.is_cancelled() {
                    return Ok(ExitCode::from(1));
                }
                journal.cancel();
                eprintln!("stopping at the next step boundary; a second interrupt ends labwright at once, and `labwright resume {}` goes on later", run.id);
            }
        }
    }
}

fn tell(common: &Common, plan: &Plan, event: &RunEvent, begun_ms: u64) {
    if common.format.is_json() {
        if let Ok(text) = serde_json::to_string(event) {
            output::line(&text);
        }
        return;
    }
    let at = format!("[{:>5.1} s]", event.at_ms.saturating_sub(begun_ms) as f64 / 1000.0);
    let name = |id: &labwright_shared::plan::StepId| match plan.step(id) {
        Some(step) => format!("{} {} {}", step.action.as_str(), step.resource.kind.as_str(), step.resource.name),
        None => id.to_string(),
    };
    let text = match &event.kind {
        EventKind::Started { .. } | EventKind::StepStarted { .. } => return,
        EventKind::Resumed => "taken up again".to_owned(),
        EventKind::StepNote { step, text } => format!("{}: {text}", name(step)),
        EventKind::StepDone { step, outcome, output } => {
            let how = if *outcome == Outcome::AlreadyThere { "already there" } else { "done" };
            let found = output.as_ref().map(|output| format!(": {output}")).unwrap_or_default();
            format!("{}: {how}{found}", name(step))
        }
        EventKind::StepFailed { step, error } => format!("{} failed: {error}", name(step)),
        EventKind::StepUndone { step } => format!("{}: taken back", name(step)),
        EventKind::CancelRequested => "asked to stop".to_owned(),
        EventKind::Unwinding => "taking back what the run did".to_owned(),
        EventKind::Finished { phase, reason } => match reason {
            Some(reason) => format!("{}: {reason}", phase.as_str()),
            None => phase.as_str().to_owned(),
        },
    };
    output::line(&format!("{at} {text}"));
}
