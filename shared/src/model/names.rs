//! Records by name, for every list in the same way.

use std::cell::OnceCell;

use super::{Keyed, Records};

/// A place that no record has.
const NONE: u32 = u32::MAX;

/// Where in a list each name stands first: open addressing over the names' hashes, which are the same everywhere and never shown.
#[derive(Clone, Debug)]
pub(super) struct Places {
    slots: Vec<u32>,
}

impl Places {
    pub(super) fn of<'n>(names: impl ExactSizeIterator<Item = &'n str>, name_at: impl Fn(usize) -> &'n str) -> Self {
        let mut places = Places { slots: vec![NONE; (names.len() * 2).next_power_of_two()] };
        for (place, name) in names.enumerate() {
            let slot = places.slot(name, &name_at);
            if places.slots[slot] == NONE {
                places.slots[slot] = u32::try_from(place).unwrap_or(NONE);
            }
        }
        places
    }

    pub(super) fn find<'n>(&self, name: &str, name_at: impl Fn(usize) -> &'n str) -> Option<usize> {
        match self.slots[self.slot(name, &name_at)] {
            NONE => None,
            place => Some(place as usize),
        }
    }

    /// The slot of a name: where it stands, otherwise the free one where it would. Half of the slots are free, so there is an end.
    fn slot<'n>(&self, name: &str, name_at: &impl Fn(usize) -> &'n str) -> usize {
        let last = self.slots.len() - 1;
        let mut slot = hash(name) & last;
        while self.slots[slot] != NONE && name_at(self.slots[slot] as usize) != name {
            slot = (slot + 1) & last;
        }
        slot
    }
}

/// FNV-1a, folded so that the low bits depend on all.
fn hash(name: &str) -> usize {
    let hash = name.bytes().fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    (hash ^ (hash >> 15)) as usize
}

/// Records by name. Of two with one name the first.
pub struct ByName<'a, T: Clone> {
    records: &'a Records<T>,
    all: OnceCell<Vec<&'a T>>,
    names: OnceCell<Vec<&'a str>>,
}

impl<'a, T: Clone + Keyed> ByName<'a, T> {
    pub fn of(records: &'a Records<T>) -> Self {
        ByName { records, all: OnceCell::new(), names: OnceCell::new() }
    }

    pub fn get(&self, name: &str) -> Option<&&'a T> {
        self.at(self.records.place(name)?)
    }

    /// The record at a place of the list.
    pub fn at(&self, place: usize) -> Option<&&'a T> {
        self.all.get_or_init(|| self.records.iter().collect()).get(place)
    }

    pub fn contains_key(&self, name: &str) -> bool {
        self.records.place(name).is_some()
    }

    /// The names in the order of the alphabet, each once.
    pub fn names(&self) -> &[&'a str] {
        self.names.get_or_init(|| {
            let mut names: Vec<&str> = self.records.iter().map(|record| record.name().as_str()).collect();
            names.sort_unstable();
            names.dedup();
            names
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_of_a_name_is_found_and_no_other_name() {
        let names: Vec<String> = (0..1000).map(|number| format!("m{}", number % 700)).collect();
        let at = |place: usize| names[place].as_str();
        let places = Places::of(names.iter().map(String::as_str), at);
        for number in 0..700 {
            assert_eq!(places.find(&format!("m{number}"), at), Some(number));
        }
        assert_eq!(places.find("m700", at), None);
        assert_eq!(Places::of([].into_iter(), |_| "").find("", |_| ""), None);
    }
}
