//! The kinds of step, as data. A driver in the back end carries each one out: a new kind stops it from compiling until it does.

mod bridge;
mod domain;
mod network;
mod pool;
mod volume;

pub use bridge::{BridgeDefine, BridgePort, BridgeRef, bridge_mark};
pub use domain::{ConsoleLog, DomainDefine, DomainRef, DomainStop, DomainWait, LeasePlace, StopHow};
pub use network::{NetworkDefine, NetworkDhcp, NetworkRef};
pub use pool::{PoolDefine, PoolRef};
pub use volume::{Backing, SeedFile, VolumeCreate, VolumeImport, VolumeRef, VolumeSeed};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Declares the kinds of step: the enum, each kind's tag and the list of all tags.
macro_rules! steps {
    ($($(#[$doc:meta])* $variant:ident($data:ty) = $tag:literal,)*) => {
        /// What a step does, with all that it needs.
        #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
        pub enum StepData {
            $($(#[$doc])* #[serde(rename = $tag)] $variant($data),)*
        }

        impl StepData {
            /// Every kind's tag.
            pub const TAGS: &'static [&'static str] = &[$($tag),*];

            /// The kind's tag, the first half of a step's id.
            pub fn tag(&self) -> &'static str {
                match self {
                    $(StepData::$variant(_) => $tag,)*
                }
            }
        }
    };
}

steps! {
    /// Make a bridge of Open vSwitch with the host's ports, or change one of the lab's own.
    BridgeDefine(BridgeDefine) = "bridge.define",
    /// Remove a bridge of Open vSwitch that is the lab's own.
    BridgeDelete(BridgeRef) = "bridge.delete",
    /// Define and start a network of the lab's own, or redefine it.
    NetworkDefine(NetworkDefine) = "network.define",
    /// Change the DHCP range of a network that is not the lab's own; its old value is kept and put back.
    NetworkDhcp(NetworkDhcp) = "network.dhcp",
    /// Stop and undefine a network of the lab's own.
    NetworkDelete(NetworkRef) = "network.delete",
    /// Start a network that is defined.
    NetworkStart(NetworkRef) = "network.start",
    /// Define, build and start a folder pool.
    PoolDefine(PoolDefine) = "pool.define",
    /// Start a pool that is defined.
    PoolStart(PoolRef) = "pool.start",
    /// Stop and undefine a pool of the lab's own; its folder goes too if it is empty.
    PoolDelete(PoolRef) = "pool.delete",
    /// Bring an image into a pool, checking its digest.
    VolumeImport(VolumeImport) = "volume.import",
    /// Make a volume, blank or an overlay.
    VolumeCreate(VolumeCreate) = "volume.create",
    /// Make a volume that holds a seed medium.
    VolumeSeed(VolumeSeed) = "volume.seed",
    /// Delete a volume of the lab's own.
    VolumeDelete(VolumeRef) = "volume.delete",
    /// Define a domain, or redefine it.
    DomainDefine(DomainDefine) = "domain.define",
    /// Start a domain.
    DomainStart(DomainRef) = "domain.start",
    /// Wait until a machine is up.
    DomainWait(DomainWait) = "domain.wait",
    /// Shut a domain down, or cut its power.
    DomainStop(DomainStop) = "domain.stop",
    /// Cut a domain's power if it has any, and undefine it.
    DomainDelete(DomainRef) = "domain.delete",
}
