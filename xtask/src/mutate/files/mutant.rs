//! Which mutant is switched on in this thread, and which were met. Only in the copy that `cargo xtask mutate` builds.

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;

thread_local! {
    static ON: Cell<u32> = const { Cell::new(0) };
    static ASKED: Cell<u64> = const { Cell::new(0) };
    static MET: RefCell<Option<BTreeSet<u32>>> = const { RefCell::new(None) };
}

/// A mutant that asks more often than this runs on for ever.
const MOST: u64 = 30_000_000;

/// Switches a mutant on, and the one before off; 0 is none.
pub fn switch(id: u32) {
    ON.set(id);
    ASKED.set(0);
}

/// Notes from here on which mutants are met, and gives those that were.
pub fn record() -> BTreeSet<u32> {
    MET.replace(Some(BTreeSet::new())).unwrap_or_default()
}

pub fn is(id: u32) -> bool {
    MET.with_borrow_mut(|met| met.as_mut().map(|met| met.insert(id)));
    let asked = ASKED.get() + 1;
    ASKED.set(asked);
    assert!(ON.get() == 0 || asked < MOST, "runs on");
    ON.get() == id
}

pub fn flip(id: u32, condition: bool) -> bool {
    condition ^ is(id)
}
