//! Which record a rule is looking at, and what it looks up meanwhile.

use std::{
    cell::{Cell, RefCell},
    collections::BTreeSet,
};

use crate::model::Kind;

/// A record by kind and place in its list, in one number.
pub(super) type Unit = u32;

/// What belongs to no single record.
pub(super) const WHOLE: Unit = u32::MAX;

/// Stands for a kind where the ports on a network are meant.
const PORTS: u32 = 14;

/// The place of a network that the lab does not have.
const NOWHERE: usize = 0x0fff_ffff;

pub(super) fn unit(kind: Kind, place: usize) -> Unit {
    numbered(kind as u32, place)
}

/// The ports on the network at a place, or on one that the lab does not have.
pub(super) fn ports_on(network: Option<usize>) -> Unit {
    numbered(PORTS, network.unwrap_or(NOWHERE))
}

fn numbered(kind: u32, place: usize) -> Unit {
    (kind << 28) | u32::try_from(place.min(NOWHERE)).unwrap_or_default()
}

fn place(unit: Unit) -> usize {
    (unit & 0x0fff_ffff) as usize
}

pub(super) fn is_of(unit: Unit, kind: Kind) -> bool {
    unit >> 28 == kind as u32
}

/// What was looked up while a record, or none, was looked at. It may name too much, after records have moved, but never too little.
#[derive(Default)]
pub(super) struct Seen {
    /// By kind and place of the record.
    by_record: [Vec<Vec<Unit>>; 14],
    /// While none was.
    pub whole: BTreeSet<Unit>,
}

impl Seen {
    fn note(&mut self, by: Option<Unit>, what: Unit) {
        let Some(by) = by else {
            self.whole.insert(what);
            return;
        };
        let records = &mut self.by_record[(by >> 28) as usize];
        if records.len() <= place(by) {
            records.resize_with(place(by) + 1, Vec::new);
        }
        let seen = &mut records[place(by)];
        if by != what && !seen.contains(&what) {
            seen.push(what);
        }
    }

    /// The records that looked one of these up.
    pub fn users(&self, of: &BTreeSet<Unit>) -> Vec<Unit> {
        let mut found = Vec::new();
        for (kind, records) in (0..).zip(&self.by_record) {
            let users = records.iter().enumerate().filter(|(_, seen)| seen.iter().any(|what| of.contains(what)));
            found.extend(users.map(|(place, _)| numbered(kind, place)));
        }
        found
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
}

impl Trace {
    /// One that goes on noting.
    pub(super) fn of(seen: Seen) -> Self {
        Trace { seen: RefCell::new(seen), ..Trace::default() }
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

    /// The places of the records of a kind that are to be looked at; `None`: all.
    pub(super) fn places(&self, kind: Kind) -> Option<Vec<usize>> {
        let only = self.only.borrow();
        Some(only.as_ref()?.iter().filter(|unit| is_of(**unit, kind)).map(|unit| place(*unit)).collect())
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

    pub(super) fn note(&self, what: Unit) {
        if self.is_noting.get() {
            self.seen.borrow_mut().note(self.at.get(), what);
        }
    }
}
