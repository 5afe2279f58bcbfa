//! Keeps other pages out: a name that was pointed at this address (DNS rebinding) and requests that another page sends are refused.

use std::net::SocketAddr;

use axum::{
    extract::{Request, State},
    http::{HeaderMap, header},
    middleware::Next,
    response::{IntoResponse as _, Response},
};
use labwright_shared::api::ErrorCode;

use super::{Server, error::HttpError};

/// The names under which the server may be asked.
pub fn authorities(address: SocketAddr) -> Vec<String> {
    let port = address.port();
    let mut names = vec![address.to_string()];
    if address.ip().is_loopback() || address.ip().is_unspecified() {
        names.extend([format!("localhost:{port}"), format!("127.0.0.1:{port}"), format!("[::1]:{port}")]);
    }
    names
}

pub async fn check_origin(State(server): State<Server>, request: Request, next: Next) -> Response {
    match refusal(&server, request.headers()) {
        Some(message) => HttpError::new(ErrorCode::Forbidden, message).into_response(),
        None => next.run(request).await,
    }
}

fn refusal(server: &Server, headers: &HeaderMap) -> Option<String> {
    let header = |name: header::HeaderName| headers.get(name).map(|value| value.to_str().unwrap_or("unreadable"));
    let host = header(header::HOST);
    if !host.is_some_and(|host| server.authorities.iter().any(|known| known == host)) {
        return Some(format!("this server is not {}; open it by the address that it printed", host.unwrap_or("named in the request")));
    }
    let origin = header(header::ORIGIN)?;
    let is_own =
        origin.strip_prefix("http://").or_else(|| origin.strip_prefix("https://")).is_some_and(|authority| Some(authority) == host);
    (!is_own).then(|| format!("a page of {origin} may not use this server"))
}
