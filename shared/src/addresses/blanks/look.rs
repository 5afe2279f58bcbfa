//! A lab while its blanks are filled: who has what, and what was given away just now.

use std::{
    cell::RefCell,
    collections::{BTreeMap, BTreeSet},
    net::IpAddr,
};

use serde_json::Value;

use crate::{
    addresses::{AddressBook, What},
    facts::HostFacts,
    figures::figures,
    model::{Lab, Network},
    topology::{SegmentId, Topology},
    value::{Cidr, IpRange, Subnet},
};

use super::{
    family::Family,
    free::{free_local_prefix, free_prefix, longest, lowest_address, run, single},
};

/// What is looked at to fill one kind of blank.
pub(super) struct Look<'a> {
    pub lab: &'a Lab,
    pub facts: Option<&'a HostFacts>,
    pub topology: Topology<'a>,
    book: AddressBook<'a>,
    /// Every address that is written in a network, a machine or a layer above.
    written: BTreeSet<IpAddr>,
    given: RefCell<Given>,
}

#[derive(Default)]
struct Given {
    prefixes: Vec<Subnet>,
    ranges: BTreeMap<SegmentId, Vec<IpRange>>,
}

impl<'a> Look<'a> {
    pub fn at(lab: &'a Lab, facts: Option<&'a HostFacts>) -> Self {
        let topology = Topology::of(lab, facts);
        let book = AddressBook::of(&topology);
        let mut written = BTreeSet::new();
        let layers = (&lab.networks, &lab.machines, &lab.clouds, &lab.projects, &lab.servers, &lab.clusters);
        if let Ok(value) = serde_json::to_value(layers) {
            collect(&value, &mut written);
        }
        Look { lab, facts, topology, book, written, given: RefCell::default() }
    }

    /// The host's addresses on a network: as the lab has them, otherwise as the host's existing network does.
    pub fn own(&self, network: &Network) -> Vec<Cidr> {
        let own: Vec<Cidr> = network.ip.iter().chain(&network.ip6).copied().collect();
        let seen = self.facts.filter(|_| network.existing).and_then(|facts| facts.network(network.name.as_str()));
        match seen {
            Some(seen) if own.is_empty() => seen.addresses.clone(),
            _ => own,
        }
    }

    /// A prefix of that family that nothing in the lab, on its host or by well-known software uses.
    pub fn prefix(&self, family: Family) -> Option<Subnet> {
        let mut used: Vec<Subnet> =
            self.book.entries.iter().filter_map(|entry| if let What::Prefix(prefix) = entry.what { Some(prefix) } else { None }).collect();
        let openshift = &figures().openshift;
        used.extend([openshift.machine_network.value, openshift.pod_network.value, openshift.service_network.value]);
        used.extend(
            self.written.iter().filter_map(|address| Some(Cidr::new(*address, if address.is_ipv4() { 32 } else { 128 })?.subnet())),
        );
        used.extend(self.lab.networks.iter().flat_map(|network| self.own(network)).map(Cidr::subnet));
        if let Some(facts) = self.facts {
            used.extend(facts.networks.iter().flat_map(|network| &network.addresses).map(|own| own.subnet()));
            used.extend(facts.interfaces.iter().flatten().flat_map(|interface| &interface.addresses).map(|own| own.subnet()));
            used.extend(facts.routes.iter().flatten().filter(|route| route.prefix() > 0));
        }
        let mut given = self.given.borrow_mut();
        used.extend(&given.prefixes);
        let free = match family {
            Family::V4 => free_prefix(&used, family.length())?,
            Family::V6 => free_local_prefix(&used, self.lab.metadata.name.as_str())?,
        };
        given.prefixes.push(free);
        Some(free)
    }

    /// The lowest address of a prefix on a segment that nobody has, no pool hands out and nothing in the lab names.
    pub fn address(&self, segment: Option<SegmentId>, prefix: Subnet) -> Option<IpAddr> {
        let free = lowest_address(prefix, &self.taken(segment, prefix))?;
        self.give(segment, single(free));
        Some(free)
    }

    /// The lowest such run of that many addresses in the upper half of a prefix, or else in all of it.
    pub fn range(&self, segment: Option<SegmentId>, prefix: Subnet, size: u128) -> Option<IpRange> {
        let free = run(prefix, &self.taken(segment, prefix), size)?;
        self.give(segment, free);
        Some(free)
    }

    /// The longest such run in the upper half of a prefix.
    pub fn longest(&self, segment: Option<SegmentId>, prefix: Subnet) -> Option<IpRange> {
        let free = longest(prefix, &self.taken(segment, prefix))?;
        self.give(segment, free);
        Some(free)
    }

    fn give(&self, segment: Option<SegmentId>, range: IpRange) {
        if let Some(segment) = segment {
            self.given.borrow_mut().ranges.entry(segment).or_default().push(range);
        }
    }

    fn taken(&self, segment: Option<SegmentId>, prefix: Subnet) -> Vec<IpRange> {
        let all = IpRange { start: prefix.first(), end: prefix.last() };
        let here: Box<dyn Iterator<Item = &crate::addresses::Entry<'_>>> = match segment {
            Some(segment) => Box::new(self.book.on(segment)),
            None => Box::new(self.book.entries.iter()),
        };
        let mut taken: Vec<IpRange> = here
            .filter_map(|entry| match entry.what {
                What::Address(address) => Some(single(address)),
                What::Pool(range) => Some(range),
                What::Prefix(_) => None,
            })
            .collect();
        taken.extend(self.written.range(prefix.first()..=prefix.last()).map(|address| single(*address)));
        for network in self.facts.iter().flat_map(|facts| &facts.networks) {
            taken.extend(network.addresses.iter().map(|own| single(own.address())));
            taken.extend(network.reservations.iter().map(|kept| single(kept.address)));
        }
        let interfaces = self.facts.iter().flat_map(|facts| facts.interfaces.iter().flatten());
        taken.extend(interfaces.flat_map(|interface| &interface.addresses).map(|own| single(own.address())));
        if let Some(segment) = segment {
            taken.extend(self.given.borrow().ranges.get(&segment).into_iter().flatten());
        }
        taken.retain(|range| range.start.is_ipv4() == prefix.is_ipv4() && range.overlaps(&all));
        taken
    }

    /// Whether somebody serves DHCP on a segment, or might.
    pub fn is_served(&self, segment: SegmentId) -> bool {
        let authority = &self.topology.segment(segment).authority;
        !authority.dhcp.is_empty() || authority.is_open
    }
}

/// Every address in the texts of a value, those inside longer texts too.
fn collect(value: &Value, into: &mut BTreeSet<IpAddr>) {
    match value {
        Value::String(text) => {
            let v4 = text.split(|c: char| !(c.is_ascii_digit() || c == '.')).map(|word| word.trim_matches('.'));
            let v6 = text.split(|c: char| !(c.is_ascii_hexdigit() || c == ':'));
            into.extend(v4.filter_map(|word| word.parse().ok()).map(IpAddr::V4));
            into.extend(v6.filter_map(|word| word.parse().ok()).map(IpAddr::V6));
        }
        Value::Array(items) => items.iter().for_each(|item| collect(item, into)),
        Value::Object(fields) => fields.values().for_each(|field| collect(field, into)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}
