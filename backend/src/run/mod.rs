//! Runs: carries plans out on hosts, step by step, with everything written down before it is told.

mod carrier;
mod fault;
mod journal;
mod ledger;
mod tools;
mod unwind;
mod work;

pub use carrier::Carrier;
pub use journal::Journals;
pub use ledger::RunLedger;
pub use tools::Tools;

/// How much is done at once.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Connections to a host, and steps that act on it at the same time.
    pub parallel: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Limits { parallel: 8 }
    }
}
