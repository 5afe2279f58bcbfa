use axum::{Json, extract::State};
use labwright_shared::{
    api::{PlanAnswer, PlanRequest},
    plan::Purpose,
};

use super::{
    Server,
    error::Answer,
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
