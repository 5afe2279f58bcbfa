//! Which record a rule is looking at, and what it looks up meanwhile.

use std::{
    cell::{Cell, RefCell},
    collections::{BTreeSet, HashMap},
    rc::Rc,
};

use crate::model::Kind;

use super::numbers::Numbers;

/// A record by kind and number, a group by its key, or a name of a kind, in one number.
pub(super) type Unit = u64;

/// What belongs to no single record.
pub(super) const WHOLE: Unit = u64::MAX;

/// Stands for a kind where a group is meant, the first of them.
const GROUPS: u64 = 32;

/// Stands for a kind where one of its names or identities is meant, the first of them.
const NAMES: u64 = 64;

/// The same where all of them are meant.
const ALL_NAMES: u64 = 96;

/// How many bits say which one of a kind or group.
const BITS: u32 = 56;

pub(super) fn unit(kind: Kind, number: usize) -> Unit {
    ((kind as u64) << BITS) | number as u64
}

/// Whoever of a kind has a name or identity, by its key.
pub(super) fn named(kind: Kind, key: u64) -> Unit {
    ((NAMES + kind as u64) << BITS) | (key >> (64 - BITS))
}

/// Which names there are in a kind.
pub(super) fn all_names(kind: Kind) -> Unit {
    (ALL_NAMES + kind as u64) << BITS
}

/// Those of a group that have a key.
pub(super) fn grouped(group: usize, key: u64) -> Unit {
    ((GROUPS + group as u64) << BITS) | (key >> (64 - BITS))
}

pub(super) fn number(unit: Unit) -> usize {
    usize::try_from(unit & ((1 << BITS) - 1)).unwrap_or(usize::MAX)
}

pub(super) fn is_of(unit: Unit, kind: Kind) -> bool {
    unit >> BITS == kind as u64
}

/// What was looked up while a record, or none, was looked at. It may name too much, of what is looked at otherwise now, but never too little.
#[derive(Default)]
pub(super) struct Seen {
    /// Who looked it up, in order.
    by: HashMap<Unit, Vec<Unit>>,
    /// While no record was looked at.
    pub whole: BTreeSet<Unit>,
}

impl Seen {
    fn note(&mut self, by: Option<Unit>, what: Unit) {
        let Some(by) = by else {
            self.whole.insert(what);
            return;
        };
        if by == what {
            return;
        }
        let users = self.by.entry(what).or_default();
        if users.last().is_none_or(|last| *last < by) {
            users.push(by);
        } else if let Err(at) = users.binary_search(&by) {
            users.insert(at, by);
        }
    }

    /// The records that looked one of these up.
    pub fn users(&self, of: &BTreeSet<Unit>) -> impl Iterator<Item = Unit> {
        of.iter().filter_map(|what| self.by.get(what)).flatten().copied()
    }
}

/// The eye of the rules: [`super::Context::each`] moves it, [`super::Index`] notes what it sees.
#[derive(Default)]
pub struct Trace {
    /// The record that is looked at.
    at: Cell<Option<Unit>>,
    /// The records to look at, in order; all where absent.
    only: RefCell<Option<Vec<Unit>>>,
    is_noting: Cell<bool>,
    seen: RefCell<Seen>,
    numbers: Rc<Numbers>,
}

impl Trace {
    /// One that goes on noting.
    pub(super) fn of(seen: Seen, numbers: Rc<Numbers>) -> Self {
        Trace { seen: RefCell::new(seen), numbers, ..Trace::default() }
    }

    /// Which record is which.
    pub(super) fn numbers(&self) -> &Numbers {
        &self.numbers
    }

    /// Before a rule looks: at which records, and whether it matters what it looks up.
    pub(super) fn begin(&self, only: Option<Vec<Unit>>, is_noting: bool) {
        self.at.set(None);
        self.only.replace(only);
        self.is_noting.set(is_noting);
    }

    pub(super) fn into_seen(self) -> Seen {
        self.seen.into_inner()
    }

    pub(super) fn seen(&self) -> &RefCell<Seen> {
        &self.seen
    }

    /// The places of the records of a kind that are to be looked at, in order; `None`: all.
    pub(super) fn places(&self, kind: Kind) -> Option<Vec<usize>> {
        let only = self.only.borrow();
        let numbers = only.as_ref()?.iter().filter(|unit| is_of(**unit, kind)).map(|unit| number(*unit));
        let mut places: Vec<usize> = numbers.filter_map(|number| self.numbers.place(kind, number)).collect();
        places.sort_unstable();
        Some(places)
    }

    /// Whether a record is to be looked at.
    pub(super) fn is_wanted(&self, unit: Unit) -> bool {
        self.only.borrow().as_ref().is_none_or(|only| only.binary_search(&unit).is_ok())
    }

    /// Whether only some records are looked at.
    pub(super) fn is_partial(&self) -> bool {
        self.only.borrow().is_some()
    }

    pub(super) fn look_at(&self, unit: Option<Unit>) {
        self.at.set(unit);
    }

    /// The record that is looked at, or [`WHOLE`].
    pub(super) fn at(&self) -> Unit {
        self.at.get().unwrap_or(WHOLE)
    }

    pub(super) fn note(&self, what: impl FnOnce() -> Unit) {
        if self.is_noting.get() {
            self.seen.borrow_mut().note(self.at.get(), what());
        }
    }
}
