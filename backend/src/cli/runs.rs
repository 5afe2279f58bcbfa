use std::process::ExitCode;

use super::{
    app,
    apply::actor,
    args::{Common, LabNameArgs, RunArgs},
    output, watch,
};
use crate::app::AppError;

pub async fn resume(common: &Common, args: &RunArgs) -> Result<ExitCode, AppError> {
    let app = app(common).await?;
    let run = app.store.run(args.run.as_str()).await?.ok_or_else(|| AppError::NotFound(format!("run {}", args.run)))?;
    let plan = app.store.plan(&run.plan).await?.ok_or_else(|| AppError::NotFound(format!("plan {}", run.plan)))?;
    let running = app.resume(args.run.as_str(), &actor()).await?;
    watch::to_end(common, &app, &plan, running).await
}

pub async fn cancel(common: &Common, args: &RunArgs) -> Result<ExitCode, AppError> {
    app(common).await?.cancel(args.run.as_str(), &actor()).await?;
    output::line(&format!("run {} stops at the next step boundary", args.run));
    Ok(ExitCode::SUCCESS)
}

pub async fn list(common: &Common, args: &LabNameArgs) -> Result<ExitCode, AppError> {
    let app = app(common).await?;
    for run in app.store.runs(args.lab.as_str()).await? {
        let is_lost = !run.phase.is_over() && !app.is_carried(&run.instance);
        let phase = if is_lost { "interrupted" } else { run.phase.as_str() };
        if common.format.is_json() {
            output::line(&serde_json::json!({ "run": run.id, "purpose": run.purpose, "phase": phase, "startedMs": run.started_ms, "actor": run.actor }).to_string());
        } else {
            output::line(&format!("{}  {:8}  {phase}", run.id, format!("{:?}", run.purpose).to_lowercase()));
        }
    }
    Ok(ExitCode::SUCCESS)
}
