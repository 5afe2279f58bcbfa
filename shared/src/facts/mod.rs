//! What a host is and holds: read by a driver, kept as YAML, judged by rules and the planner.
//!
//! An absent value is unknown, and unknown never means "does not fit".

mod assumed;
mod domain;
mod host;
mod mark;
mod network;
mod open_vswitch;
mod pool;

pub use domain::{DomainDisk, DomainFacts, DomainPort, DomainState};
pub use host::{CpuFacts, FactsKind, Filesystem, HostFacts, HostInterface, KvmFacts, MemoryFacts, NumaCell};
pub use mark::{Mark, NAMESPACE};
pub use network::{NetworkFacts, Reservation};
pub use open_vswitch::{BridgeFacts, BridgePortFacts, BridgePortKind, Datapath, OpenVswitchFacts};
pub use pool::{PoolFacts, VolumeFacts};
