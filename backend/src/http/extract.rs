//! axum's extractors, with errors as the page reads them.

use axum::{
    extract::{
        FromRequest, FromRequestParts, Request,
        rejection::{JsonRejection, PathRejection, QueryRejection},
    },
    http::request::Parts,
};
use labwright_shared::api::ErrorCode;
use serde::de::DeserializeOwned;

use super::error::HttpError;

/// The largest body that is read.
pub const LARGEST_BODY: usize = 16 << 20;

/// A body in JSON.
pub struct Body<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Body<T> {
    type Rejection = HttpError;

    async fn from_request(request: Request, state: &S) -> Result<Self, HttpError> {
        let read = axum::Json::<T>::from_request(request, state).await;
        read.map(|axum::Json(value)| Body(value)).map_err(|error: JsonRejection| {
            let message = match error.status() {
                axum::http::StatusCode::PAYLOAD_TOO_LARGE => {
                    format!("the request is larger than {} MiB; nothing was changed", LARGEST_BODY >> 20)
                }
                _ => format!("the request can't be read: {}; nothing was changed", error.body_text()),
            };
            HttpError::new(ErrorCode::BadRequest, message)
        })
    }
}

/// A part of the path.
pub struct Path<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned + Send> FromRequestParts<S> for Path<T> {
    type Rejection = HttpError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, HttpError> {
        let read = axum::extract::Path::<T>::from_request_parts(parts, state).await;
        read.map(|axum::extract::Path(value)| Path(value))
            .map_err(|error: PathRejection| HttpError::new(ErrorCode::BadRequest, error.body_text()))
    }
}

/// What stands after the question mark.
pub struct Query<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for Query<T> {
    type Rejection = HttpError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, HttpError> {
        let read = axum::extract::Query::<T>::from_request_parts(parts, state).await;
        read.map(|axum::extract::Query(value)| Query(value))
            .map_err(|error: QueryRejection| HttpError::new(ErrorCode::BadRequest, error.body_text()))
    }
}
