//! Parts of records that are told apart by their names.

use std::collections::BTreeSet;

use crate::{
    model::{Bond, ExternalNetwork, Plane, Portgroup, ProjectNetwork, ProjectSubnet},
    value::Name,
};

/// A part with a name.
pub trait Part {
    fn name(&self) -> &Name;
}

macro_rules! part {
    ($($part:ident,)*) => {
        $(impl Part for $part {
            fn name(&self) -> &Name {
                &self.name
            }
        })*
    };
}

part! {
    Bond,
    ExternalNetwork,
    Plane,
    Portgroup,
    ProjectNetwork,
    ProjectSubnet,
}

/// The parts of a list, of two with one name the first: an edit at that name means that one.
pub fn parts<T: Part>(list: &[T]) -> impl Iterator<Item = &T> {
    let mut seen = BTreeSet::new();
    list.iter().filter(move |part| seen.insert(part.name()))
}
