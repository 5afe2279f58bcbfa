//! Records by name, and the ports on each network: what a rule looks up is noted, so that it is looked at again when that changed.

use std::{cell::OnceCell, collections::BTreeMap, rc::Rc};

use crate::{
    model::{ByName, Cloud, Cluster, Image, Kind, Lab, Machine, Network, Pool, Port, Project, Records, Scale, Server},
    rules::support::edit::Located,
    topology::{SegmentId, SegmentKind, Topology},
    value::Name,
};

use super::{
    groups::{Group, Groups, ON_NETWORK, key_of},
    numbers::Numbered,
    trace::{self, Trace},
};

/// Records by name. Of two with one name the first.
pub struct Index<'a> {
    pub images: Lookup<'a, Image>,
    pub pools: Lookup<'a, Pool>,
    pub networks: Lookup<'a, Network>,
    pub machines: Lookup<'a, Machine>,
    pub clouds: Lookup<'a, Cloud>,
    pub projects: Lookup<'a, Project>,
    pub servers: Lookup<'a, Server>,
    pub clusters: Lookup<'a, Cluster>,
    pub scales: Lookup<'a, Scale>,
    /// The ports on each network, by its name, in the lab's order.
    pub ports: Ports<'a>,
    lab: &'a Lab,
    groups: Rc<Groups>,
    trace: Rc<Trace>,
}

impl<'a> Index<'a> {
    pub(super) fn of(lab: &'a Lab, trace: &Rc<Trace>, groups: &Rc<Groups>) -> Self {
        Index {
            images: Lookup::of(&lab.images, trace),
            pools: Lookup::of(&lab.pools, trace),
            networks: Lookup::of(&lab.networks, trace),
            machines: Lookup::of(&lab.machines, trace),
            clouds: Lookup::of(&lab.clouds, trace),
            projects: Lookup::of(&lab.projects, trace),
            servers: Lookup::of(&lab.servers, trace),
            clusters: Lookup::of(&lab.clusters, trace),
            scales: Lookup::of(&lab.scales, trace),
            ports: Ports {
                lab,
                trace: Rc::clone(trace),
                asked: (0..=lab.networks.len()).map(|_| OnceCell::new()).collect(),
                all: OnceCell::new(),
                groups: Rc::clone(groups),
            },
            lab,
            groups: Rc::clone(groups),
            trace: Rc::clone(trace),
        }
    }

    /// The places of the records of a group that have a key, in the lab's order.
    pub fn places<T: Clone + Located>(&self, group: &Group<T>, key: u64) -> Vec<usize> {
        self.trace.note(|| group.unit(key));
        self.groups.places(group, Numbered { lab: self.lab, numbers: self.trace.numbers() }, key)
    }

    /// The records of a group that have a key, in the lab's order.
    pub fn group<T: Clone + Located>(&self, group: &Group<T>, key: u64) -> impl Iterator<Item = &'a T> + use<'_, 'a, T> {
        let list: &'a Records<T> = (group.list)(self.lab);
        self.places(group, key).into_iter().filter_map(|place| list.at(place))
    }
}

/// The records of one kind by name.
pub struct Lookup<'a, T: Clone> {
    records: &'a Records<T>,
    names: ByName<'a, T>,
    /// The same where names or identities are not unique: by each the records that have it.
    named: OnceCell<Alike<'a, T>>,
    identified: OnceCell<Alike<'a, T>>,
    trace: Rc<Trace>,
}

type Alike<'a, T> = BTreeMap<&'a str, Vec<&'a T>>;

impl<'a, T: Clone + Located> Lookup<'a, T> {
    fn of(records: &'a Records<T>, trace: &Rc<Trace>) -> Self {
        let names = ByName::of(records);
        Lookup { records, names, named: OnceCell::new(), identified: OnceCell::new(), trace: Rc::clone(trace) }
    }

    pub fn get(&self, name: &str) -> Option<&&'a T> {
        self.note(name);
        self.names.at(self.records.place(name)?)
    }

    pub fn contains_key(&self, name: &str) -> bool {
        self.note(name);
        self.records.place(name).is_some()
    }

    /// Whether a record has that identity.
    pub fn has_identity(&self, id: &str) -> bool {
        self.note(id);
        self.records.by_id(id).is_some()
    }

    /// The records that share their name with this one, and it, in the lab's order; none where it has a name of its own.
    pub fn twins(&self, record: &T) -> Vec<&'a T> {
        self.note(record.name().as_str());
        if self.records.has_unique_names() { Vec::new() } else { self.alike(record, T::name, &self.named) }
    }

    /// The same of identities.
    pub fn doubles(&self, record: &T) -> Vec<&'a T> {
        self.note(record.id().as_str());
        if self.records.has_unique_ids() { Vec::new() } else { self.alike(record, T::id, &self.identified) }
    }

    fn alike(&self, record: &T, word: fn(&T) -> &Name, all: &OnceCell<Alike<'a, T>>) -> Vec<&'a T> {
        let alike: Vec<&T> = if self.trace.is_partial() {
            self.records.iter().filter(|other| word(other) == word(record)).collect()
        } else {
            let make = || {
                let mut alike: Alike<'_, T> = BTreeMap::new();
                self.records.iter().for_each(|record| alike.entry(word(record).as_str()).or_default().push(record));
                alike
            };
            all.get_or_init(make).get(word(record).as_str()).cloned().unwrap_or_default()
        };
        if alike.len() > 1 { alike } else { Vec::new() }
    }

    pub fn records(&self) -> &'a Records<T> {
        self.records
    }

    /// Somebody wants to know whose name or identity this is.
    fn note(&self, name: &str) {
        self.trace.note(|| trace::named(T::KIND, key_of(&[name])));
    }

    /// The names in the order of the alphabet, each once.
    pub fn names(&self) -> &[&'a str] {
        self.trace.note(|| trace::all_names(T::KIND));
        self.names.names()
    }
}

type Standing<'a> = Vec<(&'a Machine, &'a Port)>;

/// The ports on each network.
pub struct Ports<'a> {
    lab: &'a Lab,
    trace: Rc<Trace>,
    /// By the network's place, when few were asked for.
    asked: Vec<OnceCell<Standing<'a>>>,
    all: OnceCell<BTreeMap<&'a str, Standing<'a>>>,
    groups: Rc<Groups>,
}

impl<'a> Ports<'a> {
    /// The ports on a network, if there are any.
    pub fn get(&self, network: &str) -> Option<&Standing<'a>> {
        let place = self.lab.networks.place(network);
        self.trace.note(|| ON_NETWORK.unit(key_of(&[network])));
        let found = match place {
            Some(place) if self.trace.is_partial() => Some(self.asked[place].get_or_init(|| self.on(network))),
            _ => self.all.get_or_init(|| self.collect()).get(network),
        };
        found.filter(|ports| !ports.is_empty())
    }

    pub fn contains_key(&self, network: &str) -> bool {
        self.get(network).is_some()
    }

    fn on(&self, network: &str) -> Standing<'a> {
        let stands = |port: &&Port| port.network.as_ref().is_some_and(|name| name.as_str() == network);
        let of = Numbered { lab: self.lab, numbers: self.trace.numbers() };
        let places = self.groups.places(ON_NETWORK, of, key_of(&[network]));
        let machines = places.into_iter().filter_map(|place| self.lab.machines.at(place));
        machines.flat_map(|machine| machine.ports.iter().filter(stands).map(move |port| (machine, port))).collect()
    }

    fn collect(&self) -> BTreeMap<&'a str, Standing<'a>> {
        let mut ports: BTreeMap<&str, Standing<'a>> = BTreeMap::new();
        for machine in self.lab.machines.iter() {
            for port in &machine.ports {
                if let Some(network) = &port.network {
                    ports.entry(network.as_str()).or_default().push((machine, port));
                }
            }
        }
        ports
    }
}

/// The records of a list, one by one: see [`super::Context::each`].
pub struct Each<'c, 'a, T: Clone> {
    records: &'a Records<T>,
    trace: &'c Trace,
    /// The places to look at; all where absent.
    places: Option<std::vec::IntoIter<usize>>,
    next: usize,
}

impl<'c, 'a, T: Clone + Located> Each<'c, 'a, T> {
    pub(super) fn of(records: &'a Records<T>, trace: &'c Trace) -> Self {
        debug_assert!(trace.at() == trace::WHOLE, "a record is looked at while another one is");
        Each { records, trace, places: trace.places(T::KIND).map(Vec::into_iter), next: 0 }
    }
}

impl<'a, T: Clone + Located> Iterator for Each<'_, 'a, T> {
    type Item = &'a T;

    fn next(&mut self) -> Option<&'a T> {
        let place = match &mut self.places {
            Some(places) => places.next()?,
            None => self.next,
        };
        let record = self.records.at(place)?;
        self.next = place + 1;
        self.trace.look_at(Some(self.trace.numbers().unit(T::KIND, place)));
        Some(record)
    }
}

impl<T: Clone> Drop for Each<'_, '_, T> {
    fn drop(&mut self) {
        self.trace.look_at(None);
    }
}

/// The segments, one by one: see [`super::Context::segments`].
pub struct Segments<'c, 'a> {
    pub(super) topology: &'c Topology<'a>,
    pub(super) trace: &'c Trace,
    pub(super) next: usize,
}

impl Iterator for Segments<'_, '_> {
    type Item = SegmentId;

    fn next(&mut self) -> Option<SegmentId> {
        let lab = self.topology.lab;
        loop {
            let (kind, place) = match self.topology.segments.get(self.next)?.kind {
                SegmentKind::Underlay { network, .. } => (Kind::Networks, lab.networks.place(network.name.as_str())),
                SegmentKind::Plane { cloud, .. } | SegmentKind::External { cloud, .. } => {
                    (Kind::Clouds, lab.clouds.place(cloud.name.as_str()))
                }
                SegmentKind::Tenant { project, .. } => (Kind::Projects, lab.projects.place(project.name.as_str())),
            };
            self.next += 1;
            let unit = self.trace.numbers().unit(kind, place?);
            if self.trace.is_wanted(unit) {
                self.trace.look_at(Some(unit));
                return Some(self.topology.id(self.next - 1));
            }
        }
    }
}

impl Drop for Segments<'_, '_> {
    fn drop(&mut self) {
        self.trace.look_at(None);
    }
}
