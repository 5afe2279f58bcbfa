use serde::{Deserialize, Serialize};

/// An error as the server sends it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "camelCase")]
#[error("{message}")]
pub struct ApiError {
    pub code: ErrorCode,
    /// What happened, what was left as it is, and what to do.
    pub message: String,
    /// Single points, such as the places in a text.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub details: Vec<String>,
}

/// What kind of error; stable, for programs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ErrorCode {
    /// 400: the request does not fit.
    BadRequest,
    /// 401: no session, or it has ended.
    Unauthorized,
    /// 403: the request came from another origin.
    Forbidden,
    /// 404: there is no such thing.
    NotFound,
    /// 409: somebody else changed it first, or it runs already.
    Conflict,
    /// 412: the host has changed since the plan was made.
    Changed,
    /// 422: the document can't be read, or has findings that stop a plan.
    Unprocessable,
    /// 503: no host is attached, or it does not answer.
    NoHost,
    /// 500: a defect of the server.
    Internal,
}

impl ErrorCode {
    pub fn status(self) -> u16 {
        match self {
            ErrorCode::BadRequest => 400,
            ErrorCode::Unauthorized => 401,
            ErrorCode::Forbidden => 403,
            ErrorCode::NotFound => 404,
            ErrorCode::Conflict => 409,
            ErrorCode::Changed => 412,
            ErrorCode::Unprocessable => 422,
            ErrorCode::NoHost => 503,
            ErrorCode::Internal => 500,
        }
    }
}
