use axum::{
    Json,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use labwright_shared::api::{ApiError, ErrorCode};

use crate::{app::AppError, store::StoreError};

/// An error on its way to the page.
pub struct HttpError(pub ApiError);

pub type Answer<T> = Result<Json<T>, HttpError>;

impl HttpError {
    pub fn new(code: ErrorCode, message: impl Into<String>) -> Self {
        HttpError(ApiError { code, message: message.into(), details: Vec::new() })
    }
}

impl IntoResponse for HttpError {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.0.code.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        (status, Json(self.0)).into_response()
    }
}

impl From<AppError> for HttpError {
    fn from(error: AppError) -> Self {
        HttpError(error.into())
    }
}

impl From<StoreError> for HttpError {
    fn from(error: StoreError) -> Self {
        AppError::from(error).into()
    }
}

pub async fn no_such_method() -> Response {
    let error = HttpError::new(
        ErrorCode::BadRequest,
        "the path is there, but not for this method; the page may be older than the server: load it again",
    );
    (StatusCode::METHOD_NOT_ALLOWED, Json(error.0)).into_response()
}

pub async fn no_such_path() -> HttpError {
    HttpError::new(ErrorCode::NotFound, "the server has no such path; the page may be older than the server: load it again")
}
