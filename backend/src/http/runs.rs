use axum::{Extension, Json, extract::State};
use labwright_shared::api::{ErrorCode, RunAnswer, RunSummary, StartRun, Started};
use serde::Deserialize;

use super::{
    Server,
    error::{Answer, HttpError},
    extract::{Body, Path, Query},
    session::Actor,
};
use crate::{
    app::{App, Approval, RunningRun},
    store::RunRow,
};

#[derive(Deserialize)]
pub struct RunsQuery {
    lab: String,
}

pub async fn list(State(server): State<Server>, Query(query): Query<RunsQuery>) -> Answer<Vec<RunSummary>> {
    let rows = server.app.store.runs(&query.lab).await?;
    let mut summaries = Vec::new();
    for row in rows {
        summaries.push(summary(&server.app, &row).await?);
    }
    Ok(Json(summaries))
}

pub async fn start(State(server): State<Server>, Extension(Actor(actor)): Extension<Actor>, Body(body): Body<StartRun>) -> Answer<Started> {
    let plan = server.app.store.plan(&body.digest).await?;
    let plan = plan.ok_or_else(|| HttpError::new(ErrorCode::NotFound, "the plan is not known any more; make a new one"))?;
    let uri = server.app.uri_of_plan(&plan);
    if plan.host.as_ref().is_some_and(|host| *host != uri) {
        let told = format!("the plan was made for {}, and this server builds on {uri}: make a new one", plan.host.unwrap_or_default());
        return Err(HttpError::new(ErrorCode::Conflict, told));
    }
    let approval = Approval { digest: body.digest, consents: body.consents, policy: body.on_failure, actor };
    Ok(Json(follow(server.app.approve(&approval, &uri).await?)))
}

pub async fn read(State(server): State<Server>, Path(run): Path<String>) -> Answer<RunAnswer> {
    let row = find(&server.app, &run).await?;
    let plan = server
        .app
        .store
        .plan(&row.plan)
        .await?
        .ok_or_else(|| HttpError::new(ErrorCode::NotFound, format!("the plan of run {run} is gone")))?;
    let state = server.app.store.run_state(&run).await?;
    Ok(Json(RunAnswer { summary: summary(&server.app, &row).await?, plan, state }))
}

pub async fn cancel(State(server): State<Server>, Extension(Actor(actor)): Extension<Actor>, Path(run): Path<String>) -> Answer<()> {
    server.app.cancel(&run, &actor).await?;
    Ok(Json(()))
}

pub async fn resume(State(server): State<Server>, Extension(Actor(actor)): Extension<Actor>, Path(run): Path<String>) -> Answer<Started> {
    Ok(Json(follow(server.app.resume(&run, &actor).await?)))
}

pub async fn find(app: &App, run: &str) -> Result<RunRow, HttpError> {
    app.store.run(run).await?.ok_or_else(|| HttpError::new(ErrorCode::NotFound, format!("there is no run {run}")))
}

/// Lets the run go its way; what it cannot write into its journal goes into the log.
fn follow(running: RunningRun) -> Started {
    let run = running.id.to_string();
    let id = run.clone();
    tokio::spawn(async move {
        match running.carried.await {
            Ok(Ok(_)) => {}
            Ok(Err(error)) => tracing::error!(run = id, %error, "a run lost its store"),
            Err(error) => tracing::error!(run = id, %error, "a run broke off"),
        }
    });
    Started { run }
}

async fn summary(app: &App, row: &RunRow) -> Result<RunSummary, HttpError> {
    let state = app.store.run_state(row.id.as_str()).await?;
    let carried = !row.phase.is_over() && app.is_carried(&row.instance);
    Ok(RunSummary {
        run: row.id.to_string(),
        lab: row.lab.clone(),
        purpose: row.purpose,
        phase: row.phase,
        started_ms: row.started_ms,
        finished_ms: state.finished_ms,
        carried,
    })
}
