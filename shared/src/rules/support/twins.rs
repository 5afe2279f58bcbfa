//! Names that stand more than once in a list, as several rules need them.

use std::collections::{BTreeMap, BTreeSet};

use crate::value::Name;

/// Each name that stands there more than once, in the order of the alphabet.
pub fn twins<'a>(names: impl Iterator<Item = &'a Name>) -> Vec<&'a Name> {
    let mut counts: BTreeMap<&Name, u32> = BTreeMap::new();
    for name in names {
        *counts.entry(name).or_default() += 1;
    }
    counts.into_iter().filter(|(_, count)| *count > 1).map(|(name, _)| name).collect()
}

/// The items without those whose name stood before: a path names the first of two.
pub fn firsts<'a, T: 'a>(items: impl IntoIterator<Item = &'a T>, name: impl Fn(&'a T) -> &'a Name) -> impl Iterator<Item = &'a T> {
    let mut seen = BTreeSet::new();
    items.into_iter().filter(move |item| seen.insert(name(item)))
}
