//! What a lab asks of its host, beside what the host has: the figures of the meters and of the capacity rules.

pub mod account;
pub mod demand;
pub mod guests;
mod meters;
mod obstacle;
pub mod placement;
pub mod profile;
pub mod quota;
pub mod room;
pub mod settle;
pub mod site;
pub mod surge;
pub(crate) mod text;

pub use account::{Account, account};
pub use meters::{Meter, MeterUnit, meters};
pub use profile::{Profile, profile};
