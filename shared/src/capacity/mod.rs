//! What a lab asks of its host, beside what the host has: the figures of the meters and of the capacity rules.

pub mod demand;
pub mod guests;
mod meters;
pub mod placement;

pub use meters::{Meter, MeterUnit, meters};
