use std::path::Path as FilePath;

use axum::{Extension, Json, extract::State};
use labwright_shared::{
    api::{ErrorCode, LabDocument, LabSummary, SaveLab, Saved},
    document,
};

use super::{
    Server,
    error::{Answer, HttpError},
    extract::{Body, Path},
    session::Actor,
};
use crate::{
    app::{App, AppError, LabSource},
    cli::{actor, read_text},
    store::{LabRow, SaveError},
};

pub async fn list(State(server): State<Server>) -> Answer<Vec<LabSummary>> {
    let rows = server.app.store.labs().await?;
    let summary = |row: LabRow| {
        let description = document::read(&row.yaml).ok().and_then(|read| read.document.lab().metadata.description.clone());
        LabSummary { name: row.name, description, modified_ms: row.modified_ms, built: row.built }
    };
    Ok(Json(rows.into_iter().map(summary).collect()))
}

pub async fn read(State(server): State<Server>, Path(name): Path<String>) -> Answer<LabDocument> {
    let row = find(&server.app, &name).await?;
    // A text that can't be read any more is still shown: the page says what is wrong with it.
    let uri = LabSource::read(&row.yaml, None).ok().map(|source| server.app.uri(Some(source.lab())));
    let instance = match uri {
        Some(uri) => server.app.store.instance(&name, &uri, None).await?.map(|row| row.instance),
        None => None,
    };
    Ok(Json(LabDocument { name: row.name, version: row.version, yaml: row.yaml, instance }))
}

pub async fn save(
    State(server): State<Server>,
    Extension(Actor(actor)): Extension<Actor>,
    Path(name): Path<String>,
    Body(body): Body<SaveLab>,
) -> Answer<Saved> {
    let source = LabSource::read(&body.yaml, None)?;
    if source.lab().metadata.name != *name.as_str() {
        return Err(HttpError::new(
            ErrorCode::BadRequest,
            format!("the document is of the lab {}, not of {name}; nothing was saved", source.lab().metadata.name),
        ));
    }
    match server.app.store.save_lab(&name, &body.yaml, body.base_version, &actor).await {
        Ok(version) => Ok(Json(Saved { version })),
        Err(SaveError::Conflict { version, actor }) => Err(HttpError::new(
            ErrorCode::Conflict,
            format!("{name} was saved by {actor} since, as version {version}; nothing was overwritten"),
        )),
        Err(SaveError::Store(error)) => Err(error.into()),
    }
}

pub async fn delete(State(server): State<Server>, Path(name): Path<String>) -> Answer<()> {
    let row = find(&server.app, &name).await?;
    if row.built {
        return Err(HttpError::new(
            ErrorCode::Conflict,
            format!("{name} is built on a host; destroy it first, then delete it; nothing was deleted"),
        ));
    }
    server.app.store.delete_lab(&name).await?;
    Ok(Json(()))
}

pub async fn find(app: &App, name: &str) -> Result<LabRow, HttpError> {
    app.store.lab(name).await?.ok_or_else(|| HttpError::new(ErrorCode::NotFound, format!("there is no lab {name}")))
}

/// The lab to work on, as it was last saved.
pub async fn source(app: &App, name: &str) -> Result<LabSource, HttpError> {
    Ok(LabSource::read(&find(app, name).await?.yaml, None)?)
}

/// Keeps the lab to open first, unless there is one of its name already.
pub async fn keep_first(app: &App, path: &FilePath) -> Result<String, AppError> {
    let source = LabSource::read(&read_text(path)?, None)?;
    let name = source.lab().metadata.name.to_string();
    match app.store.save_lab(&name, &source.document.to_yaml(), 0, &actor()).await {
        Ok(_) | Err(SaveError::Conflict { .. }) => Ok(name),
        Err(SaveError::Store(error)) => Err(error.into()),
    }
}
