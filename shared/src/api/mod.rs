//! What page and server say to each other: paths, bodies and errors.

mod error;
mod host;
mod labs;
pub mod paths;
mod plans;
mod runs;
mod session;

pub use error::{ApiError, ErrorCode};
pub use host::HostAnswer;
pub use labs::{LabDocument, LabSummary, SaveLab, Saved, TemplateSummary};
pub use plans::{PlanAnswer, PlanRequest};
pub use runs::{FailurePolicy, RunAnswer, RunSummary, StartRun, Started};
pub use session::Session;
