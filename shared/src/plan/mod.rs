//! A plan: an immutable, ordered graph of steps that names everything a run will touch.

mod document;
mod instance;
pub mod planner;
pub mod render;
pub mod script;
mod step;
pub mod steps;
mod text;

pub use document::{Fingerprint, PLAN_KIND, Plan, PlanKind, Purpose};
pub use instance::Instance;
pub use step::{Action, Layer, Resource, ResourceKind, Step, StepId};
pub use steps::StepData;
