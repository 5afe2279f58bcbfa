//! What if something fails: which majorities, virtual addresses, services and guests go with it, and whether what is lost has room elsewhere.
//!
//! Where Nova puts a guest is its own choice. What follows from any placement is told as certain; what follows from some is told to
//! depend on it; guests are named by the placement that capacity counts with.

mod ceph;
mod evaluate;
mod failed;
mod groups;
mod layout;
mod outcome;
mod ranges;
mod shared_fate;
mod sweep;
mod text;

use crate::{capacity::guests::guests, capacity::settle::settle, diagnostic::Subject, model::Lab};

use layout::Layout;

pub use failed::NotThere;
pub use outcome::{Address, Data, DataState, Effect, LostGuest, Majority, MajorityKind, Outcome, Service, Verdict};
pub use shared_fate::SharedFate;
pub use sweep::{Sweep, sweep};

/// What is lost if parts of a lab fail at once: `host`, `machines[NAME]`, `machines[NAME].disks[DISK]` or `pools[NAME]`.
///
/// # Errors
/// A subject that the lab does not have, or that cannot fail by itself.
pub fn what_if(lab: &Lab, failed: &[Subject]) -> Result<Outcome, NotThere> {
    let guests = guests(lab);
    let clouds = settle(lab, &guests);
    let layout = Layout::of(lab, &clouds);
    let lost = layout.resolve(failed)?;
    Ok(layout.fail(failed.to_vec(), &lost))
}

/// The groups that are made to survive the loss of a member, but may lose their majority with one machine.
pub fn shared(lab: &Lab) -> Vec<SharedFate> {
    let guests = guests(lab);
    let clouds = settle(lab, &guests);
    shared_fate::all(&Layout::of(lab, &clouds))
}
