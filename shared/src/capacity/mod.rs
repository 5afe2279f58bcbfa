//! What a lab asks of its host, beside what the host has: the figures of the meters and of the capacity rules.

mod meters;

pub use meters::{Meter, MeterUnit, meters};
