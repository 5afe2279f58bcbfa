use std::{convert::Infallible, time::Duration};

use axum::{
    extract::State,
    http::{HeaderMap, StatusCode},
    response::{
        IntoResponse as _, Response,
        sse::{Event, KeepAlive, Sse},
    },
};
use futures::stream::{self, StreamExt as _};
use labwright_shared::run::{EventKind, RunEvent};

use super::{Server, error::HttpError, extract::Path, runs};

/// How often the journal is looked at for events that another process writes.
const LOOK: Duration = Duration::from_secs(1);

/// A run's events, after the last one that the client has, until the run ends. A client that has heard the end is told that there is no more: 204 keeps an EventSource from asking again.
pub async fn stream(State(server): State<Server>, Path(run): Path<String>, headers: HeaderMap) -> Result<Response, HttpError> {
    let row = runs::find(&server.app, &run).await?;
    let last = headers.get("last-event-id").and_then(|value| value.to_str().ok()).and_then(|value| value.parse().ok()).unwrap_or(0);
    if row.phase.is_over() && server.app.store.events_after(&run, last).await?.is_empty() {
        return Ok(StatusCode::NO_CONTENT.into_response());
    }
    let latest = server.app.journals.of(&row.id).listen();
    let store = server.app.store.clone();
    let batches = stream::unfold(Some((last, latest, true)), move |state| {
        let (store, run) = (store.clone(), run.clone());
        async move {
            let (mut seq, mut latest, at_once) = state?;
            if !at_once {
                // Either ends the wait: the journal is what counts.
                let _ = tokio::time::timeout(LOOK, latest.changed()).await;
            }
            let events = match store.events_after(&run, seq).await {
                Ok(events) => events,
                Err(error) => {
                    tracing::error!(%error, "a run's events can't be read");
                    return None;
                }
            };
            seq = events.last().map_or(seq, |event| event.seq);
            let is_over = matches!(events.last(), Some(RunEvent { kind: EventKind::Finished { .. }, .. }));
            Some((events, (!is_over).then_some((seq, latest, false))))
        }
    });
    let events = batches.flat_map(|batch| {
        stream::iter(
            batch
                .into_iter()
                .filter_map(|event| Event::default().id(event.seq.to_string()).json_data(&event).ok())
                .map(Ok::<_, Infallible>),
        )
    });
    Ok(Sse::new(events).keep_alive(KeepAlive::default()).into_response())
}
