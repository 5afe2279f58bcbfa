//! Drivers: the only code that touches the world.
//!
//! [`libvirt`] alone knows libvirt. What it needs to be told about a host's objects is read from XML by [`xml`], which is
//! pure and also builds without libvirt.

mod error;
pub mod libvirt;
pub mod xml;

pub use error::DriverError;
