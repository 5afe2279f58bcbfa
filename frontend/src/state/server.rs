//! The connection to the server: asked now and then, and told by every request. Editing goes on without it.

use std::pin::Pin;

use gloo::{net::http::Method, timers::future::TimeoutFuture};
use labwright_shared::api::{ErrorCode, Session, paths};
use leptos::{prelude::*, task::spawn_local};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

use super::{
    App,
    api::{self, Body, Failure},
};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Connection {
    /// Not heard from yet.
    Loading,
    Connected,
    Disconnected,
    /// The session is over; another link is needed.
    SignedOut,
}

#[derive(Clone, Copy)]
pub struct Server {
    pub connection: RwSignal<Connection>,
    pub session: RwSignal<Option<Session>>,
}

const BEAT_MS: u32 = 10_000;
const RETRY_MS: u32 = 1_500;

impl Server {
    pub fn new() -> Self {
        Server { connection: RwSignal::new(Connection::Loading), session: RwSignal::new(None) }
    }

    pub async fn get<T: DeserializeOwned>(self, path: &str) -> Result<T, Failure> {
        self.send(Method::GET, path, Body::None).await.and_then(api::typed)
    }

    pub async fn put<T: DeserializeOwned>(self, path: &str, body: &impl Serialize) -> Result<T, Failure> {
        self.send(Method::PUT, path, Body::of(body)).await.and_then(api::typed)
    }

    pub async fn post<T: DeserializeOwned>(self, path: &str, body: &impl Serialize) -> Result<T, Failure> {
        self.send(Method::POST, path, Body::of(body)).await.and_then(api::typed)
    }

    /// A request whose answer says nothing.
    pub async fn tell(self, method: Method, path: &str) -> Result<(), Failure> {
        self.send(method, path, Body::None).await.map(drop)
    }

    /// Boxed: it is one piece of program for all that ask, and not one for each.
    fn send(self, method: Method, path: &str, body: Body) -> Pin<Box<dyn Future<Output = Result<Value, Failure>>>> {
        Box::pin(self.sent(method, path.to_owned(), body))
    }

    async fn sent(self, method: Method, path: String, body: Body) -> Result<Value, Failure> {
        let result = api::call(method, &path, body).await;
        let connection = match &result {
            Err(Failure::Unreachable) => Connection::Disconnected,
            Err(failure) if failure.code() == Some(ErrorCode::Unauthorized) => Connection::SignedOut,
            _ => Connection::Connected,
        };
        if self.connection.get_untracked() != connection {
            self.connection.set(connection);
        }
        result
    }

    pub fn is_connected(self) -> bool {
        self.connection.get() == Connection::Connected
    }
}

impl Default for Server {
    fn default() -> Self {
        Server::new()
    }
}

/// Asks now whether the server is there.
pub fn ask(app: App) {
    spawn_local(async move { drop(app.server.get::<Session>(paths::SESSION).await) });
}

/// Keeps asking, more often while there is no answer.
pub fn watch(app: App) {
    spawn_local(async move {
        loop {
            if let Ok(session) = app.server.get::<Session>(paths::SESSION).await {
                app.server.session.set(Some(session));
            }
            // Another request may find the server gone meanwhile: then the wait is shorter.
            let mut waited = 0;
            while waited < RETRY_MS || (waited < BEAT_MS && app.server.connection.get_untracked() == Connection::Connected) {
                TimeoutFuture::new(500).await;
                waited += 500;
            }
        }
    });
}
