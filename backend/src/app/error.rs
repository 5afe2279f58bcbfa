use labwright_shared::{
    api::{ApiError, ErrorCode},
    diagnostic::Report,
    plan::planner::PlanProblem,
    yaml::YamlError,
};

use crate::{driver::DriverError, store::StoreError};

/// Why something was not done. Nothing was changed, unless the message says so.
#[derive(Debug, thiserror::Error)]
pub enum AppError {
    #[error("{0}")]
    BadRequest(String),
    #[error("there is no {0}")]
    NotFound(String),
    #[error("the document can't be read")]
    Unreadable { errors: Vec<YamlError> },
    #[error("the lab has findings that stop a plan")]
    Findings { report: Box<Report> },
    #[error("no plan can be made")]
    NoPlan { problems: Vec<PlanProblem> },
    #[error("the host has changed since the plan was made; nothing was done: make a new plan and look at it")]
    Changed { changes: Vec<String> },
    #[error("these steps change what is not the lab's own and need your consent")]
    NeedsConsent { steps: Vec<String> },
    #[error("the plan needs secrets that are not kept here; nothing was done: store each with `labwright secret set NAME`")]
    MissingSecrets { names: Vec<String> },
    #[error("the plan needs images that can't be used; nothing was done")]
    Images { errors: Vec<String> },
    #[error("{0}")]
    Conflict(String),
    #[error("no host: {0}")]
    NoHost(#[source] DriverError),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("{0}")]
    Internal(String),
}

impl AppError {
    /// Single points beside the message.
    pub fn details(&self) -> Vec<String> {
        match self {
            AppError::Unreadable { errors } => errors.iter().map(ToString::to_string).collect(),
            AppError::Findings { report } => report
                .diagnostics
                .iter()
                .map(|found| format!("{} {}: {}; {} [{}]", found.severity, found.subject, found.message, found.help, found.rule))
                .collect(),
            AppError::NoPlan { problems } => problems.iter().map(ToString::to_string).collect(),
            AppError::Changed { changes } => changes.clone(),
            AppError::NeedsConsent { steps } => steps.clone(),
            AppError::MissingSecrets { names } => names.clone(),
            AppError::Images { errors } => errors.clone(),
            _ => Vec::new(),
        }
    }

    pub fn code(&self) -> ErrorCode {
        match self {
            AppError::BadRequest(_) => ErrorCode::BadRequest,
            AppError::NotFound(_) => ErrorCode::NotFound,
            AppError::Unreadable { .. }
            | AppError::Findings { .. }
            | AppError::NoPlan { .. }
            | AppError::NeedsConsent { .. }
            | AppError::MissingSecrets { .. }
            | AppError::Images { .. } => ErrorCode::Unprocessable,
            AppError::Changed { .. } => ErrorCode::Changed,
            AppError::Conflict(_) => ErrorCode::Conflict,
            AppError::NoHost(_) => ErrorCode::NoHost,
            AppError::Store(_) | AppError::Internal(_) => ErrorCode::Internal,
        }
    }

    /// The command line's exit code: 1 for findings or a failed run, 2 for what could not be tried.
    pub fn exit_code(&self) -> u8 {
        match self {
            AppError::Findings { .. }
            | AppError::NoPlan { .. }
            | AppError::Changed { .. }
            | AppError::NeedsConsent { .. }
            | AppError::MissingSecrets { .. }
            | AppError::Images { .. }
            | AppError::Conflict(_) => 1,
            _ => 2,
        }
    }

    /// The message with its causes.
    pub fn chain(&self) -> String {
        let mut text = self.to_string();
        let mut cause = std::error::Error::source(self);
        while let Some(error) = cause {
            let said = error.to_string();
            if !text.contains(&said) {
                text = format!("{text}: {said}");
            }
            cause = error.source();
        }
        text
    }
}

impl From<AppError> for ApiError {
    fn from(error: AppError) -> Self {
        let message = match &error {
            AppError::Internal(_) | AppError::Store(_) => {
                tracing::error!(error = error.chain(), "a request failed inside");
                "the server failed inside; its log says more, and nothing was changed".to_owned()
            }
            other => other.chain(),
        };
        ApiError { code: error.code(), message, details: error.details() }
    }
}
