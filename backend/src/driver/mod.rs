//! Drivers: the only code that touches the world.
//!
//! [`libvirt`] alone knows libvirt, [`open_vswitch`] Open vSwitch. What it needs to be told about a host's objects is read from XML by [`xml`], which is
//! pure and also builds without libvirt.

#[cfg(feature = "libvirt")]
mod addresses;
mod error;
pub mod libvirt;
#[cfg(feature = "libvirt")]
pub mod open_vswitch;
pub mod xml;

pub use error::DriverError;
