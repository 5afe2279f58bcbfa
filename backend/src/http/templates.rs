use std::{fs, path::Path as FilePath};

use axum::{Json, extract::State};
use labwright_shared::{
    api::{ErrorCode, LabDocument, TemplateSummary},
    document,
    value::Name,
};

use super::{
    Server,
    error::{Answer, HttpError},
    extract::Path,
};

const SUFFIX: &str = ".lab.yaml";

pub async fn list(State(server): State<Server>) -> Answer<Vec<TemplateSummary>> {
    let mut templates: Vec<TemplateSummary> = Vec::new();
    for entry in fs::read_dir(&*server.templates).into_iter().flatten().flatten() {
        let file = entry.file_name();
        let Some(name) = file.to_str().and_then(|file| file.strip_suffix(SUFFIX)) else { continue };
        let read = fs::read_to_string(entry.path()).ok().and_then(|text| document::read(&text).ok());
        templates.push(TemplateSummary {
            name: name.to_owned(),
            description: read.and_then(|read| read.document.lab().metadata.description.clone()),
        });
    }
    templates.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(Json(templates))
}

pub async fn read(State(server): State<Server>, Path(name): Path<String>) -> Answer<LabDocument> {
    let missing = || HttpError::new(ErrorCode::NotFound, format!("there is no template {name}"));
    // A name has no slashes, so the path stays in the folder.
    let name: Name = name.parse().map_err(|_| missing())?;
    let yaml = fs::read_to_string(FilePath::new(&*server.templates).join(format!("{name}{SUFFIX}"))).map_err(|_| missing())?;
    Ok(Json(LabDocument { name: name.to_string(), version: 0, yaml, instance: None }))
}
