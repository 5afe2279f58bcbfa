use axum::{
    Json,
    extract::State,
    http::header,
    response::{IntoResponse, Response},
};
use labwright_shared::{
    api::{ErrorCode, PlanAnswer, PlanRequest},
    plan::{Purpose, script},
};

use super::{
    Server,
    error::{Answer, HttpError},
    extract::{Body, Path},
    labs,
};

pub async fn make(State(server): State<Server>, Path(lab): Path<String>, Body(mut request): Body<PlanRequest>) -> Answer<PlanAnswer> {
    let source = labs::source(&server.app, &lab).await?;
    // Machines are switched at the scale they were built at.
    if request.scale.is_none() && !matches!(request.purpose, Purpose::Apply) {
        let instance = server.app.instance(&source, &server.app.uri(Some(source.lab()))).await?.instance;
        let scale = server.app.built_scale(&instance.id).await?;
        request.scale = scale.filter(|scale| source.lab().scales.get(scale.as_str()).is_some());
    }
    let planned = server.app.plan(&source, &request).await?;
    Ok(Json(PlanAnswer { yaml: planned.plan.to_yaml(), digest: planned.digest.to_string(), plan: planned.plan, report: planned.report }))
}

/// A kept plan as a script, for the browser to save under the lab's name.
pub async fn script(State(server): State<Server>, Path(digest): Path<String>) -> Result<Response, HttpError> {
    let plan = server.app.store.plan(&digest).await?;
    let plan = plan.ok_or_else(|| HttpError::new(ErrorCode::NotFound, "the plan is not known any more; make a new one"))?;
    let text = script::script(&plan, &server.app.uri_of_plan(&plan));
    let headers = [
        (header::CONTENT_TYPE, "text/x-shellscript; charset=utf-8".to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{}.sh\"", plan.lab)),
    ];
    Ok((headers, text).into_response())
}
