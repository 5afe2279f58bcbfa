//! What the rules find: diagnostics with a subject, a reason in numbers and a way out.

mod group;
mod json;
mod report;
mod severity;

pub use group::{ALIKE, Group, Likeness, about, groups};
pub use report::{Accepted, Change, Diagnostic, Fix, Report, Subject};
pub use severity::Severity;
