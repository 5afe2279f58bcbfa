//! What a step is given, and what it answers.

use std::time::Duration;

use labwright_shared::{
    plan::{Instance, ResourceKind},
    value::Name,
};

use super::ImageFolders;
use crate::driver::libvirt::Connection;

/// What a step is given to work with.
pub struct StepContext<'a> {
    pub conn: &'a Connection,
    pub instance: &'a Instance,
    pub ledger: &'a dyn Ledger,
    pub images: &'a ImageFolders,
    pub secrets: &'a dyn Secrets,
    /// Says a sentence on how the step goes.
    pub note: &'a dyn Fn(&str),
    /// Called with `before-effect` and `after-effect` around every change of the host, and with `amid-effect` in the middle
    /// of an upload: a fault test ends the process there.
    pub point: &'a dyn Fn(&str),
    /// Whether the run was asked to stop: long transfers look now and then.
    pub cancelled: &'a dyn Fn() -> bool,
    pub turn: Turn,
}

impl StepContext<'_> {
    /// A change of the host.
    #[cfg(feature = "libvirt")]
    pub(crate) fn effect<T, E>(&self, change: impl FnOnce() -> Result<T, E>) -> Result<T, E> {
        (self.point)("before-effect");
        let changed = change();
        (self.point)("after-effect");
        changed
    }
}

/// Which call of `apply` this is, for the steps that need several.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Turn {
    /// Time since the step's first call.
    pub elapsed: Duration,
    /// What `elapsed` was at the call before; absent at the first one, also the first after a restart of the program.
    pub previous: Option<Duration>,
}

impl Turn {
    /// Whether this is the first call at or after a point in time.
    #[cfg(feature = "libvirt")]
    pub(crate) fn passes(self, point: Duration) -> bool {
        self.elapsed >= point && self.previous.is_none_or(|previous| previous < point)
    }
}

/// The key of the fact that tells what a whole volume holds: a digest, `made` for one without content of its own, another word where nothing was hashed.
pub const COMPLETE: &str = "complete";

/// What is ours on the host although it carries no mark, and what was there before.
///
/// Every change is durable when the method returns. A resource's entries belong to one instance.
pub trait Ledger: Send + Sync {
    /// Whether this instance claimed the resource.
    fn owns(&self, kind: ResourceKind, name: &str) -> anyhow::Result<bool>;

    /// Claims the resource, with what was there before. Claiming again changes nothing: the first `before` stays.
    fn claim(&self, kind: ResourceKind, name: &str, before: Option<&str>) -> anyhow::Result<()>;

    /// What was there before the claim.
    fn before(&self, kind: ResourceKind, name: &str) -> anyhow::Result<Option<String>>;

    /// Gives the claim up and forgets the resource's facts. Nothing happens without one.
    fn release(&self, kind: ResourceKind, name: &str) -> anyhow::Result<()>;

    /// Keeps a fact about a resource, claimed or not, in place of the one under the same key; `None` forgets it.
    fn keep(&self, kind: ResourceKind, name: &str, key: &str, value: Option<&str>) -> anyhow::Result<()>;

    /// A kept fact.
    fn kept(&self, kind: ResourceKind, name: &str, key: &str) -> anyhow::Result<Option<String>>;
}

/// Where secrets' values come from.
pub trait Secrets: Send + Sync {
    fn value(&self, name: &Name) -> anyhow::Result<String>;
}

/// What a look at the host said about a step's effect.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Probe {
    /// Nothing of it is there. (Of a deletion: the resource still is.)
    Absent,
    /// It is there, with the step's output.
    Done(Option<String>),
    /// Something of it is there, or it is there in another way: this is why.
    Differs(String),
    /// Something that is not ours stands in its place: this is why.
    Foreign(String),
}

/// How far a call of `apply` came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Progress {
    /// The effect is there, with what was found out, such as an address.
    Done(Option<String>),
    /// Call again after a while.
    Waiting { note: String, again_in: Duration },
}

/// What became of an effect that was to be taken back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Undone {
    /// It is gone, or never was.
    Gone,
    /// It cannot be taken back: this is why.
    Kept(String),
}
