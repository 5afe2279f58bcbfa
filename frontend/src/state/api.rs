//! Requests to the server, by the paths and bodies of the shared core.

use gloo::net::http::{Method, RequestBuilder};
use labwright_shared::{
    api::{ApiError, ErrorCode},
    yaml,
};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

/// Why a request brought nothing.
#[derive(Clone, Debug, PartialEq)]
pub enum Failure {
    /// The server did not answer.
    Unreachable,
    /// It answered that it will not, and why.
    Refused(ApiError),
}

impl Failure {
    pub fn code(&self) -> Option<ErrorCode> {
        match self {
            Failure::Unreachable => None,
            Failure::Refused(error) => Some(error.code),
        }
    }

    /// What to tell the person.
    pub fn message(&self) -> String {
        match self {
            Failure::Unreachable => "The server does not answer. Nothing was changed; it is tried again by itself.".to_owned(),
            Failure::Refused(error) => error.message.clone(),
        }
    }

    pub fn details(&self) -> Vec<String> {
        match self {
            Failure::Unreachable => Vec::new(),
            Failure::Refused(error) => error.details.clone(),
        }
    }
}

/// What a request sends.
pub enum Body {
    None,
    Json(String),
}

impl Body {
    pub fn of<T: Serialize>(value: &T) -> Self {
        Body::Json(serde_json::to_value(value).expect("the core's types serialise").to_string())
    }
}

pub async fn call(method: Method, path: &str, body: Body) -> Result<Value, Failure> {
    let builder = RequestBuilder::new(path).method(method);
    let request = match body {
        Body::None => builder.build(),
        Body::Json(text) => builder.header("Content-Type", "application/json").body(text),
    };
    let response = request.map_err(|_| Failure::Unreachable)?.send().await.map_err(|_| Failure::Unreachable)?;
    let text = response.text().await.map_err(|_| Failure::Unreachable)?;
    if response.ok() {
        return parse(&text);
    }
    Err(Failure::Refused(parse(&text).and_then(typed).unwrap_or_else(|_| ApiError {
        code: code_of(response.status()),
        message: format!("The server answered with status {}. Nothing is known to have changed; look into its log.", response.status()),
        details: Vec::new(),
    })))
}

/// A plain value first, for the core's own reader: each further one costs tens of kilobytes.
pub fn parse(text: &str) -> Result<Value, Failure> {
    serde_json::from_str(text).map_err(|error| unreadable(error.to_string()))
}

pub fn typed<T: DeserializeOwned>(value: Value) -> Result<T, Failure> {
    yaml::from_json(&value).map_err(|error| unreadable(format!("{}: {}", error.path, error.message)))
}

fn unreadable(detail: String) -> Failure {
    Failure::Refused(ApiError {
        code: ErrorCode::Internal,
        message: "The server's answer cannot be read: page and server are of different versions. Load the page again.".to_owned(),
        details: vec![detail],
    })
}

fn code_of(status: u16) -> ErrorCode {
    let codes = [
        ErrorCode::BadRequest,
        ErrorCode::Unauthorized,
        ErrorCode::Forbidden,
        ErrorCode::NotFound,
        ErrorCode::Conflict,
        ErrorCode::Changed,
        ErrorCode::Unprocessable,
        ErrorCode::NoHost,
    ];
    codes.into_iter().find(|code| code.status() == status).unwrap_or(ErrorCode::Internal)
}
