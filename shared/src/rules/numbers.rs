//! Which record is which, while others come, go and move.

use crate::model::{Kind, Lab, Records};

use super::{
    support::edit::Located,
    trace::{Unit, unit},
};

/// Stands where there is no record, or no number yet.
pub(super) const NONE: u32 = u32::MAX;

/// The numbers of a lab's records: each keeps its own as long as it is there, so that what is known of it need not be moved when it is.
#[derive(Clone, Default)]
pub(super) struct Numbers([Numbering; Kind::ALL.len()]);

/// Of the records of one kind; empty as long as each has its place as its number.
#[derive(Clone, Default)]
struct Numbering {
    by_place: Vec<u32>,
    places: Vec<u32>,
}

impl Numbers {
    /// The number of the record at a place of its list.
    pub fn at(&self, kind: Kind, place: usize) -> usize {
        self.0[kind as usize].by_place.get(place).map_or(place, |number| *number as usize)
    }

    /// Where the record of a number stands; `None` where it is gone.
    pub fn place(&self, kind: Kind, number: usize) -> Option<usize> {
        let places = &self.0[kind as usize].places;
        if places.is_empty() {
            return Some(number);
        }
        places.get(number).filter(|place| **place != NONE).map(|place| *place as usize)
    }

    /// The record at a place of its list.
    pub fn unit(&self, kind: Kind, place: usize) -> Unit {
        unit(kind, self.at(kind, place))
    }

    /// The place of each record becomes its number.
    pub fn forget(&mut self, kind: Kind) {
        self.0[kind as usize] = Numbering::default();
    }

    /// Takes over the numbers of a list, place by place; where there is none, a free one is given.
    pub fn set(&mut self, kind: Kind, mut by_place: Vec<u32>) {
        let most = by_place.iter().filter(|number| **number != NONE).max().map_or(0, |number| *number as usize + 1);
        let mut places = vec![NONE; most.max(by_place.len())];
        for (place, number) in (0..).zip(&by_place).filter(|(_, number)| **number != NONE) {
            places[*number as usize] = place;
        }
        let mut free = 0;
        for (place, number) in (0..).zip(&mut by_place).filter(|(_, number)| **number == NONE) {
            while places[free] != NONE {
                free += 1;
            }
            places[free] = place;
            *number = u32::try_from(free).unwrap_or(NONE);
        }
        self.0[kind as usize] = Numbering { by_place, places };
    }
}

/// A lab and the numbers of its records.
#[derive(Clone, Copy)]
pub(super) struct Numbered<'a> {
    pub lab: &'a Lab,
    pub numbers: &'a Numbers,
}

impl<'a> Numbered<'a> {
    /// The record of a number.
    pub fn at<T: Clone + Located>(&self, list: &'a Records<T>, number: usize) -> Option<&'a T> {
        list.at(self.numbers.place(T::KIND, number)?)
    }

    /// The number of the first record of a name.
    pub fn named<T: Clone + Located>(&self, list: &Records<T>, name: &str) -> Option<usize> {
        Some(self.numbers.at(T::KIND, list.place(name)?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_keeps_its_number_and_a_new_one_takes_a_free_one() {
        let mut numbers = Numbers::default();
        assert_eq!((numbers.at(Kind::Pools, 7), numbers.place(Kind::Pools, 7)), (7, Some(7)));
        // Of four the second went, the last came before the others, and one is new.
        numbers.set(Kind::Pools, vec![3, 0, NONE, 2]);
        assert_eq!((0..4).map(|place| numbers.at(Kind::Pools, place)).collect::<Vec<_>>(), [3, 0, 1, 2]);
        assert_eq!((0..5).map(|number| numbers.place(Kind::Pools, number)).collect::<Vec<_>>(), [Some(1), Some(2), Some(3), Some(0), None]);
        numbers.set(Kind::Pools, vec![3]);
        assert_eq!((numbers.place(Kind::Pools, 0), numbers.place(Kind::Pools, 3)), (None, Some(0)));
        assert_eq!(numbers.at(Kind::Networks, 3), 3);
        numbers.set(Kind::Pools, vec![NONE, NONE]);
        numbers.forget(Kind::Pools);
        assert_eq!(numbers.place(Kind::Pools, 3), Some(3));
    }
}
