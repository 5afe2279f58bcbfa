use std::time::Duration;

use axum::{
    extract::{
        State, WebSocketUpgrade,
        ws::{Message, WebSocket, rejection::WebSocketUpgradeRejection},
    },
    response::Response,
};
use labwright_shared::api::ErrorCode;
use tokio::sync::broadcast::error::RecvError;

use super::{Server, error::HttpError, extract::Path, labs};
use crate::{
    app::{Block, ConsolePlace, SharedConsole},
    driver::libvirt::{Host, serial_tail},
};

/// How much of what was kept is shown first.
const KEPT: usize = 64 << 10;

/// A machine's serial console, both ways.
pub async fn open(
    State(server): State<Server>,
    Path((lab, machine)): Path<(String, String)>,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> Result<Response, HttpError> {
    let upgrade = upgrade.map_err(|error| HttpError::new(ErrorCode::BadRequest, format!("a console is a WebSocket: {error}")))?;
    let source = labs::source(&server.app, &lab).await?;
    let (host, place) = server.app.console(&source, &machine).await?;
    if !place.is_on {
        let kept = kept(&host, &place).await;
        let is_empty = if kept.is_empty() { "Nothing is kept of its console." } else { "This is the end of its console." };
        let last = format!("\r\n[{machine} is off. {is_empty}]\r\n");
        return Ok(upgrade.on_upgrade(async move |mut socket| {
            // Whoever left does not read it.
            if kept.is_empty() || socket.send(Message::Binary(kept.into())).await.is_ok() {
                drop(socket.send(Message::Text(last.into())).await);
                drop(socket.send(Message::Close(None)).await);
            }
        }));
    }
    // Joined before what was kept is read, so that nothing falls between; what falls into both is shown twice.
    let console = server
        .app
        .consoles
        .join(&host, &place.domain)
        .await
        .map_err(|error| HttpError::new(ErrorCode::NoHost, format!("the console of {machine} can't be opened: {error}")))?;
    let kept = kept(&host, &place).await;
    Ok(upgrade.on_upgrade(async move |socket| {
        if pump(socket, console, kept).await == End::OfMachine {
            server.app.consoles.ended(&host, &place.domain).await;
        }
    }))
}

/// Who ended the talk.
#[derive(PartialEq, Eq)]
enum End {
    OfPage,
    OfMachine,
}

/// The end of the kept console; a console without one begins empty.
async fn kept(host: &Host, place: &ConsolePlace) -> Vec<u8> {
    let Some((pool, name)) = place.log.clone() else { return Vec::new() };
    let read = host.run(Duration::from_secs(20), move |conn| serial_tail(conn, &pool, &name, KEPT)).await;
    read.unwrap_or_else(|error| {
        tracing::warn!(%error, "a kept console can't be read");
        String::new()
    })
    .into_bytes()
}

async fn pump(mut socket: WebSocket, mut console: SharedConsole, kept: Vec<u8>) -> End {
    if !kept.is_empty() && socket.send(Message::Binary(kept.into())).await.is_err() {
        return End::OfPage;
    }
    loop {
        tokio::select! {
            block = console.output.recv() => match block {
                Ok(Block::Bytes(bytes)) => {
                    if socket.send(Message::Binary(bytes.to_vec().into())).await.is_err() {
                        return End::OfPage;
                    }
                }
                Ok(Block::End(why)) => {
                    // The page may be gone already; the end is the same.
                    let _ = socket.send(Message::Text(format!("\r\n[{why}]\r\n").into())).await;
                    return End::OfMachine;
                }
                Err(RecvError::Lagged(_)) => {}
                Err(RecvError::Closed) => return End::OfMachine,
            },
            message = socket.recv() => match message {
                Some(Ok(Message::Binary(bytes))) => drop(console.send(bytes.to_vec())),
                Some(Ok(Message::Text(text))) => drop(console.send(text.as_bytes().to_vec())),
                Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
                _ => return End::OfPage,
            },
        }
    }
}
