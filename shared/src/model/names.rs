//! Records by name, for every list in the same way.

use std::cell::OnceCell;

use super::{Keyed, Records};

/// A place that no record has.
const NONE: u32 = u32::MAX;

/// Where in a list each name stands first: open addressing over the names' hashes, which are the same everywhere and never shown.
#[derive(Clone, Debug)]
pub(super) struct Places {
    slots: Vec<u32>,
    /// Whether a name stands there twice.
    pub has_twins: bool,
}

impl Places {
    pub(super) fn of<'n>(names: impl ExactSizeIterator<Item = &'n str>, name_at: impl Fn(usize) -> &'n str) -> Self {
        let mut places = Places { slots: vec![NONE; (names.len() * 2).next_power_of_two()], has_twins: false };
        for (place, name) in names.enumerate() {
            places.put(place, name, &name_at);
        }
        places
    }

    pub(super) fn find<'n>(&self, name: &str, name_at: impl Fn(usize) -> &'n str) -> Option<usize> {
        match self.slots[self.slot(name, &name_at)] {
            NONE => None,
            place => Some(place as usize),
        }
    }

    /// The same after what stood at a place has another name: `name_at` says the new ones, `was` the old one. `None`: to be made anew.
    pub(super) fn renamed<'n>(&self, place: usize, was: &'n str, name_at: impl Fn(usize) -> &'n str) -> Option<Self> {
        let mut places = self.without(place, |at| if at == place { was } else { name_at(at) })?;
        places.put(place, name_at(place), &name_at);
        Some(places)
    }

    /// The same with one more at a place; `name_at` says the names that there are then.
    pub(super) fn inserted<'n>(&self, place: usize, count: usize, name_at: impl Fn(usize) -> &'n str) -> Option<Self> {
        if self.has_twins || count * 2 > self.slots.len() {
            return None;
        }
        let mut places = self.clone();
        for slot in places.slots.iter_mut().filter(|slot| **slot != NONE && **slot as usize >= place) {
            *slot += 1;
        }
        places.put(place, name_at(place), &name_at);
        Some(places)
    }

    /// The same with one less; `name_at` says the names that there were before.
    pub(super) fn removed<'n>(&self, place: usize, name_at: impl Fn(usize) -> &'n str) -> Option<Self> {
        let mut places = self.without(place, name_at)?;
        for slot in places.slots.iter_mut().filter(|slot| **slot != NONE && **slot as usize > place) {
            *slot -= 1;
        }
        Some(places)
    }

    /// The same without one place, and no other place changed. The second of two with one name would have to be looked for.
    fn without<'n>(&self, place: usize, name_at: impl Fn(usize) -> &'n str) -> Option<Self> {
        if self.has_twins {
            return None;
        }
        let mut places = self.clone();
        let last = places.slots.len() - 1;
        let mut hole = places.slot(name_at(place), &name_at);
        let mut at = (hole + 1) & last;
        // What stands behind only because the hole was taken moves up.
        while places.slots[at] != NONE {
            let home = hash(name_at(places.slots[at] as usize)) & last;
            if (at.wrapping_sub(home) & last) >= (at.wrapping_sub(hole) & last) {
                places.slots[hole] = places.slots[at];
                hole = at;
            }
            at = (at + 1) & last;
        }
        places.slots[hole] = NONE;
        Some(places)
    }

    fn put<'n>(&mut self, place: usize, name: &str, name_at: &impl Fn(usize) -> &'n str) {
        let slot = self.slot(name, name_at);
        let first = &mut self.slots[slot];
        self.has_twins |= *first != NONE;
        *first = (*first).min(u32::try_from(place).unwrap_or(NONE));
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

    proptest::proptest! {
        #[test]
        fn after_edits_the_places_are_as_if_made_anew(
            mut names in proptest::collection::vec("[a-d]{1,3}", 1..40),
            edits in proptest::collection::vec((0..3u8, proptest::prelude::any::<usize>(), "[a-d]{1,3}"), 1..20),
        ) {
            let make = |names: &[String]| Places::of(names.iter().map(String::as_str), |place| names[place].as_str());
            let mut places = make(&names);
            for (what, at, name) in edits {
                let (before, at) = (names.clone(), at % names.len());
                let next = match what {
                    0 => {
                        names[at] = name;
                        places.renamed(at, &before[at], |place| names[place].as_str())
                    }
                    1 => {
                        names.insert(at, name);
                        places.inserted(at, names.len(), |place| names[place].as_str())
                    }
                    _ if names.len() > 1 => {
                        names.remove(at);
                        places.removed(at, |place| before[place].as_str())
                    }
                    _ => continue,
                };
                let whole = make(&names);
                places = next.unwrap_or_else(|| whole.clone());
                proptest::prop_assert_eq!(places.has_twins, whole.has_twins);
                for name in names.iter().chain(&before) {
                    let find = |places: &Places| places.find(name, |place| names[place].as_str());
                    proptest::prop_assert_eq!(find(&places), find(&whole), "{}", name);
                }
            }
        }
    }
}
