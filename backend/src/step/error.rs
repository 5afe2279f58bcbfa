//! Why a step failed.

use labwright_shared::value::{Sha256, Size};

use super::image::ImageError;
use crate::driver::DriverError;

/// A step's failure, with place and remedy.
#[derive(Debug, thiserror::Error)]
pub enum StepError {
    #[error(transparent)]
    Driver(#[from] DriverError),

    /// Something that is not ours is in the way. It was not touched.
    #[error("{resource} is not this lab's and was left alone: {why}")]
    Foreign { resource: String, why: String },

    /// The step cannot be done as it is asked for. Nothing was changed.
    #[error("{0}")]
    Refused(String),

    #[error(transparent)]
    Image(#[from] ImageError),

    /// The content is not what was promised. Nothing of it was left behind.
    #[error(
        "{what} has the SHA-256 digest {found}, but the lab says {expected}: the file was changed or cut short, or the digest is another file's"
    )]
    Digest { what: String, expected: Sha256, found: Sha256 },

    /// The medium below a pool is full. The half-made volume was removed.
    #[error("pool {pool} has no room for {volume}: {} asked for, {} free; free space there or put the volume into another pool", asked.human(), free.map_or("unknown".to_owned(), Size::human))]
    PoolFull { pool: String, volume: String, asked: Size, free: Option<Size> },

    /// What was waited for did not come.
    #[error("{what} after {seconds} s{detail}")]
    TimedOut { what: String, seconds: u64, detail: String },

    /// The machine stopped while it was waited for.
    #[error("{what}{detail}")]
    Died { what: String, detail: String },

    /// The run was asked to stop. Nothing half-made was left.
    #[error("stopped on request before it was done")]
    Cancelled,

    #[error("the ledger of owned resources failed: {0:#}")]
    Ledger(anyhow::Error),

    #[error("the secret {name} cannot be had: {error:#}")]
    Secret { name: String, error: anyhow::Error },
}

impl StepError {
    /// Whether the step may have taken effect although it failed: probe before anything else.
    pub fn effect_unknown(&self) -> bool {
        matches!(self, StepError::Driver(error) if error.effect_unknown())
    }

    /// Whether the same step may succeed later without a change: the host or a server was away.
    pub fn is_transient(&self) -> bool {
        match self {
            StepError::Driver(error) => error.is_transient(),
            StepError::Image(error) => error.is_transient(),
            _ => false,
        }
    }

    pub fn is_cancelled(&self) -> bool {
        matches!(self, StepError::Cancelled | StepError::Image(ImageError::Cancelled))
    }
}
