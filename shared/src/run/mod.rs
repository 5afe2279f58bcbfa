//! A run: its events, and the state that they fold to in server and browser alike.

mod event;
mod state;

pub use event::{EventKind, Outcome, RunEvent, RunId};
pub use state::{RunPhase, RunState, StepPhase, StepState};
