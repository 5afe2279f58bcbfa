//! How a built lab stands: what its machines do, where they are reached, and where the host differs from the document.

mod drift;
mod lab_status;

pub use drift::{Drift, drift};
pub use lab_status::{Address, LabStatus, MachineStatus};
