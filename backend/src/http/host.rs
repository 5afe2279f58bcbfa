use axum::{Json, extract::State};
use labwright_shared::api::HostAnswer;
use serde::Deserialize;

use super::{Server, error::Answer, extract::Query};
use crate::{app::AppError, driver::libvirt::facts::KvmProbe};

#[derive(Deserialize)]
pub struct HostQuery {
    /// The connection URI that the lab names.
    uri: Option<String>,
}

/// The facts of the host that a lab is built on, as they are now. A host that can't be reached is an answer, not an error: the designer works
/// without one.
pub async fn read(State(server): State<Server>, Query(query): Query<HostQuery>) -> Answer<HostAnswer> {
    let uri = server.app.uri_or(query.uri);
    match server.app.facts(&uri, KvmProbe::IfUnknown).await {
        Ok(facts) => Ok(Json(HostAnswer::Attached { uri, facts: Box::new(facts) })),
        Err(AppError::NoHost(error)) => Ok(Json(HostAnswer::Unattached { reason: error.to_string() })),
        Err(error) => Err(error.into()),
    }
}
