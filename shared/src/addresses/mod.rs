//! One book of every address that a lab uses, over all layers: prefixes, pools, single addresses, and the ranges that software
//! takes unless told otherwise.
//!
//! [`entries`] is what a page or a rule reads: each entry says what it is, whose it is, where it stands in the lab and on which
//! segment of the [`Topology`] it counts. Two entries can clash only where packets meet: on one segment, or where one device
//! routes both.

pub mod blanks;
mod clash;
mod collect;
mod entry;
mod place;
#[cfg(test)]
mod tests;

pub use clash::clash;
pub use entry::{Claim, Entry, Holder, What};

use std::{collections::BTreeMap, net::IpAddr};

use crate::{
    facts::HostFacts,
    model::Lab,
    topology::{SegmentId, Topology},
    value::{IpRange, Subnet},
};

/// Every entry of a lab on a host, in the lab's order.
pub fn entries<'a>(lab: &'a Lab, facts: Option<&'a HostFacts>) -> Vec<Entry<'a>> {
    collect::collect(&Topology::of(lab, facts))
}

/// The entries, found by where they count.
pub struct AddressBook<'a> {
    pub entries: Vec<Entry<'a>>,
    by_segment: BTreeMap<SegmentId, Vec<usize>>,
}

impl<'a> AddressBook<'a> {
    pub fn of(topology: &Topology<'a>) -> AddressBook<'a> {
        let entries = collect::collect(topology);
        let mut by_segment: BTreeMap<SegmentId, Vec<usize>> = BTreeMap::new();
        for (index, entry) in entries.iter().enumerate() {
            if let Some(segment) = entry.segment {
                by_segment.entry(segment).or_default().push(index);
            }
        }
        AddressBook { entries, by_segment }
    }

    /// The segments that have entries.
    pub fn segments(&self) -> impl Iterator<Item = SegmentId> {
        self.by_segment.keys().copied()
    }

    /// The entries that count on a segment.
    pub fn on(&self, segment: SegmentId) -> impl Iterator<Item = &Entry<'a>> {
        self.by_segment.get(&segment).into_iter().flatten().map(|index| &self.entries[*index])
    }

    /// The lowest address of a prefix that nobody holds on a segment and no pool there may hand out.
    pub fn free(&self, segment: SegmentId, prefix: Subnet) -> Option<IpAddr> {
        let taken: Vec<IpRange> = self
            .on(segment)
            .filter_map(|entry| match entry.what {
                What::Address(address) => Some(IpRange { start: address, end: address }),
                What::Pool(range) => Some(range),
                What::Prefix(_) => None,
            })
            .collect();
        blanks::lowest_address(prefix, &taken)
    }
}
