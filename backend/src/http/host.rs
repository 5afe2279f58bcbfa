use axum::{Json, extract::State};
use labwright_shared::api::HostAnswer;

use super::{Server, error::Answer};
use crate::{app::AppError, driver::libvirt::facts::KvmProbe};

/// The host's facts as they are now. A host that can't be reached is an answer, not an error: the designer works without one.
pub async fn read(State(server): State<Server>) -> Answer<HostAnswer> {
    let uri = server.app.uri(None);
    match server.app.facts(&uri, KvmProbe::IfUnknown).await {
        Ok(facts) => Ok(Json(HostAnswer::Attached { uri, facts: Box::new(facts) })),
        Err(AppError::NoHost(error)) => Ok(Json(HostAnswer::Unattached { reason: error.to_string() })),
        Err(error) => Err(error.into()),
    }
}
