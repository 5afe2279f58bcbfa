use std::sync::PoisonError;

use axum::{
    Extension, Json,
    extract::{Request, State},
    http::{HeaderMap, Method, header},
    middleware::Next,
    response::{IntoResponse as _, Redirect, Response},
};
use labwright_shared::api::{ErrorCode, Session};

use super::{
    Server,
    error::{Answer, HttpError},
};
use crate::app::draw_token;

const COOKIE: &str = "labwright_session";

/// Who sends a request.
#[derive(Clone)]
pub struct Actor(pub String);

/// Lets in who follows the link: its token is used up, and a session begins.
pub async fn enter_by_link(State(server): State<Server>, request: Request, next: Next) -> Response {
    let token = request.uri().query().and_then(|query| query.split('&').find_map(|pair| pair.strip_prefix("token="))).map(str::to_owned);
    let (Some(token), "/", &Method::GET) = (token, request.uri().path(), request.method()) else { return next.run(request).await };
    let is_right = {
        let mut link = server.link.lock().unwrap_or_else(PoisonError::into_inner);
        let is_right = link.as_deref().is_some_and(|wanted| same(wanted.as_bytes(), token.as_bytes()));
        if is_right {
            *link = None;
        }
        is_right
    };
    if !is_right {
        // A used link still opens the page for who has a session; without one the page says how to get in.
        return Redirect::to("/").into_response();
    }
    let begun = async {
        let session = draw_token(32)?;
        server.app.store.add_session(&session, &crate::cli::actor()).await?;
        Ok::<_, crate::app::AppError>(session)
    };
    match begun.await {
        Ok(session) => {
            let cookie = format!("{COOKIE}={session}; HttpOnly; SameSite=Strict; Path=/; Max-Age=2592000");
            ([(header::SET_COOKIE, cookie)], Redirect::to("/")).into_response()
        }
        Err(error) => HttpError::from(error).into_response(),
    }
}

/// Requires a session for everything of the API.
pub async fn require(State(server): State<Server>, mut request: Request, next: Next) -> Response {
    let actor = match cookie(request.headers()) {
        Some(token) => server.app.store.session_actor(token).await,
        None => Ok(None),
    };
    match actor {
        Ok(Some(actor)) => {
            request.extensions_mut().insert(Actor(actor));
            next.run(request).await
        }
        Ok(None) => HttpError::new(
            ErrorCode::Unauthorized,
            "open the page by the link that `labwright serve` printed; it works once, a restart prints a new one",
        )
        .into_response(),
        Err(error) => HttpError::from(error).into_response(),
    }
}

pub async fn who(State(server): State<Server>, Extension(Actor(actor)): Extension<Actor>) -> Answer<Session> {
    Ok(Json(Session { actor, version: env!("CARGO_PKG_VERSION").to_owned(), open_lab: server.open_lab.clone() }))
}

fn cookie(headers: &HeaderMap) -> Option<&str> {
    let cookies = headers.get_all(header::COOKIE).into_iter().filter_map(|value| value.to_str().ok()).flat_map(|value| value.split(';'));
    cookies.filter_map(|pair| pair.trim().split_once('=')).find(|(name, _)| *name == COOKIE).map(|(_, token)| token)
}

/// Compares in a time that does not depend on where two texts of one length differ.
fn same(a: &[u8], b: &[u8]) -> bool {
    a.len() == b.len() && a.iter().zip(b).fold(0, |differ, (a, b)| differ | (a ^ b)) == 0
}
