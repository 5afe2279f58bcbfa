use std::{
    collections::BTreeMap,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

use labwright_shared::value::Name;
use tokio::sync::watch;

/// The runs that this process carries or is asked about: wakes those who listen, and passes on requests to stop.
#[derive(Default)]
pub struct Journals(Mutex<BTreeMap<Name, Arc<Journal>>>);

/// One run's side of it.
pub struct Journal {
    latest: watch::Sender<u64>,
    cancelled: AtomicBool,
}

impl Journals {
    pub fn of(&self, run: &Name) -> Arc<Journal> {
        let make = || Arc::new(Journal { latest: watch::channel(0).0, cancelled: AtomicBool::new(false) });
        self.lock().entry(run.clone()).or_insert_with(make).clone()
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<Name, Arc<Journal>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Journal {
    /// An event was written down.
    pub fn wrote(&self, seq: u64) {
        self.latest.send_replace(seq);
    }

    /// Tells when events are written down in this process.
    pub fn listen(&self) -> watch::Receiver<u64> {
        self.latest.subscribe()
    }

    /// Asks the run to stop at the next step boundary.
    pub fn cancel(&self) {
        self.cancelled.store(true, Ordering::Release);
    }

    /// A run that is taken up again is not stopped by the request that ended it.
    pub fn take_up(&self) {
        self.cancelled.store(false, Ordering::Release);
    }

    pub fn is_cancelled(&self) -> bool {
        self.cancelled.load(Ordering::Acquire)
    }
}
