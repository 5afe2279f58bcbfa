use axum::{Json, extract::State};
use labwright_shared::status::LabStatus;

use super::{Server, error::Answer, extract::Path, labs};

pub async fn read(State(server): State<Server>, Path(lab): Path<String>) -> Answer<LabStatus> {
    let source = labs::source(&server.app, &lab).await?;
    Ok(Json(server.app.status(&source, None).await?))
}
