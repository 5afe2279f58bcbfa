//! Steps: what carries out each [`StepData`] on a host.
//!
//! # For the engine
//!
//! [`probe`], [`apply`] and [`undo`] are blocking and run inside [`Host::run`](crate::driver::libvirt::Host::run), with
//! [`deadline`] as its deadline. A job for a thread must own what it uses, so the engine builds the [`StepContext`] inside
//! the closure, from `Arc`s:
//!
//! ```ignore
//! let begun = Instant::now();
//! let mut previous = None;
//! loop {
//!     let turn = Turn { elapsed: begun.elapsed(), previous };
//!     let progress = host.run(deadline(&data), move |conn| apply(&run.context(conn, turn), &data)).await?;
//!     match progress {
//!         Progress::Done(output) => break output,
//!         Progress::Waiting { note, again_in } => sleep(again_in).await,
//!     }
//!     previous = Some(turn.elapsed);
//! }
//! ```
//!
//! * **Waits are polls.** `domain.wait`, and `domain.stop` with a shutdown, look once per call and answer
//!   [`Progress::Waiting`], so that no connection is held for the minutes that a guest may take. They end with an error by
//!   themselves when [`Turn::elapsed`] passes the step's timeout. All other steps are done in one call.
//! * **Downloads first.** [`prepare`] brings what a step needs from the network into the cache without a connection; call it
//!   off the async threads before `apply`. `apply` calls it too, so leaving it out only holds a connection longer.
//! * **Probe before apply.** [`Probe::Done`]: nothing to do. [`Probe::Absent`] and [`Probe::Differs`]: apply.
//!   [`Probe::Foreign`]: do not; `apply` and `undo` would refuse by themselves, before any effect.
//! * **Errors.** [`StepError::effect_unknown`]: look (probe) before anything else. [`StepError::is_transient`]: the host
//!   was away, so the step may be tried again. Otherwise the step failed and left nothing half-made.
//! * **Kill anywhere.** Every step may be repeated after a kill at any point: what it makes is claimed in the [`Ledger`]
//!   before the effect, half-made volumes lack the ledger's mark of completeness and are made anew.
//! * **Ownership.** Domains and networks carry a mark in their metadata, Open vSwitch's bridges in their `external_ids`; pools, volumes and a changed DHCP range of a foreign
//!   network stand in the ledger, volumes as `POOL/NAME`.

mod context;
mod error;
pub mod image;

pub use context::{COMPLETE, Ledger, Probe, Progress, Secrets, StepContext, Turn, Undone};
pub use error::StepError;
pub use image::ImageFolders;

use std::time::Duration;

use labwright_shared::plan::StepData;

#[cfg(feature = "libvirt")]
mod bridge_define;
#[cfg(feature = "libvirt")]
mod bridge_delete;
#[cfg(feature = "libvirt")]
mod domain_define;
#[cfg(feature = "libvirt")]
mod domain_delete;
#[cfg(feature = "libvirt")]
mod domain_start;
#[cfg(feature = "libvirt")]
mod domain_stop;
#[cfg(feature = "libvirt")]
mod domain_wait;
#[cfg(feature = "libvirt")]
mod network_define;
#[cfg(feature = "libvirt")]
mod network_delete;
#[cfg(feature = "libvirt")]
mod network_dhcp;
#[cfg(feature = "libvirt")]
mod network_replug;
#[cfg(feature = "libvirt")]
mod network_start;
#[cfg(feature = "libvirt")]
mod ownership;
#[cfg(feature = "libvirt")]
mod pool_define;
#[cfg(feature = "libvirt")]
mod pool_delete;
#[cfg(feature = "libvirt")]
mod pool_start;
#[cfg(feature = "libvirt")]
mod volume;
#[cfg(feature = "libvirt")]
mod volume_create;
#[cfg(feature = "libvirt")]
mod volume_delete;
#[cfg(feature = "libvirt")]
mod volume_import;
#[cfg(feature = "libvirt")]
mod volume_seed;

/// What every kind of step can do. A kind has one file, which implements this for its data.
#[cfg(feature = "libvirt")]
pub(crate) trait Work {
    /// Looks, without changing anything.
    fn probe(&self, cx: &StepContext<'_>) -> Result<Probe, StepError>;
    fn apply(&self, cx: &StepContext<'_>) -> Result<Progress, StepError>;
    fn undo(&self, cx: &StepContext<'_>) -> Result<Undone, StepError>;
}

#[cfg(feature = "libvirt")]
impl<T: Work> Work for &T {
    fn probe(&self, cx: &StepContext<'_>) -> Result<Probe, StepError> {
        (**self).probe(cx)
    }

    fn apply(&self, cx: &StepContext<'_>) -> Result<Progress, StepError> {
        (**self).apply(cx)
    }

    fn undo(&self, cx: &StepContext<'_>) -> Result<Undone, StepError> {
        (**self).undo(cx)
    }
}

/// Every kind, once: a new one stops this from compiling until it has its file.
#[cfg(feature = "libvirt")]
fn work(data: &StepData) -> Box<dyn Work + '_> {
    match data {
        StepData::BridgeDefine(data) => Box::new(data),
        StepData::BridgeDelete(data) => Box::new(bridge_delete::BridgeDelete(data)),
        StepData::NetworkDefine(data) => Box::new(data),
        StepData::NetworkDhcp(data) => Box::new(data),
        StepData::NetworkDelete(data) => Box::new(network_delete::NetworkDelete(data)),
        StepData::NetworkStart(data) => Box::new(network_start::NetworkStart(data)),
        StepData::PoolDefine(data) => Box::new(data),
        StepData::PoolStart(data) => Box::new(pool_start::PoolStart(data)),
        StepData::PoolDelete(data) => Box::new(pool_delete::PoolDelete(data)),
        StepData::VolumeImport(data) => Box::new(data),
        StepData::VolumeCreate(data) => Box::new(data),
        StepData::VolumeSeed(data) => Box::new(data),
        StepData::VolumeDelete(data) => Box::new(data),
        StepData::DomainDefine(data) => Box::new(data),
        StepData::DomainStart(data) => Box::new(domain_start::DomainStart(data)),
        StepData::DomainWait(data) => Box::new(data),
        StepData::DomainStop(data) => Box::new(data),
        StepData::DomainDelete(data) => Box::new(domain_delete::DomainDelete(data)),
    }
}

#[cfg(feature = "libvirt")]
mod entry {
    use super::*;

    /// Whether the step's effect is there, without changing anything.
    pub fn probe(cx: &StepContext<'_>, data: &StepData) -> Result<Probe, StepError> {
        work(data).probe(cx)
    }

    /// Brings the effect about, or a part of it. Harmless when it is there already.
    pub fn apply(cx: &StepContext<'_>, data: &StepData) -> Result<Progress, StepError> {
        work(data).apply(cx)
    }

    /// Takes the effect back where that is possible. Harmless when it is not there.
    pub fn undo(cx: &StepContext<'_>, data: &StepData) -> Result<Undone, StepError> {
        work(data).undo(cx)
    }
}

/// Without libvirt there is no connection, so no step can be asked for.
#[cfg(not(feature = "libvirt"))]
mod entry {
    use super::*;

    pub fn probe(cx: &StepContext<'_>, _: &StepData) -> Result<Probe, StepError> {
        match *cx.conn {}
    }

    pub fn apply(cx: &StepContext<'_>, _: &StepData) -> Result<Progress, StepError> {
        match *cx.conn {}
    }

    pub fn undo(cx: &StepContext<'_>, _: &StepData) -> Result<Undone, StepError> {
        match *cx.conn {}
    }
}

pub use entry::{apply, probe, undo};

/// Brings what a step needs from the network to this machine. Needs no connection to the host; blocks.
pub fn prepare(data: &StepData, images: &ImageFolders, note: &dyn Fn(&str), cancelled: &dyn Fn() -> bool) -> Result<(), StepError> {
    match data {
        StepData::VolumeImport(import) => image::prepare(import, images, note, cancelled),
        _ => Ok(()),
    }
}

/// How long one call of [`apply`] may take before its effect counts as unknown.
pub fn deadline(data: &StepData) -> Duration {
    let minutes = match data {
        // Bounded by the medium and the line, not by us; keepalive notices a host that is gone.
        StepData::VolumeImport(_) => 12 * 60,
        StepData::VolumeCreate(create) if create.allocation == labwright_shared::model::Allocation::Full => 6 * 60,
        StepData::VolumeSeed(_) => 10,
        _ => 2,
    };
    Duration::from_secs(minutes * 60)
}
