use std::{
    borrow::Cow,
    cell::{OnceCell, RefCell},
    collections::BTreeMap,
    net::IpAddr,
    rc::Rc,
};

use crate::{
    addresses::{AddressBook, blanks::lowest_address},
    capacity::{
        demand::{Demand, demand},
        site::Site,
    },
    facts::{HostFacts, Mark, NetworkFacts, PoolFacts},
    model::{Kind, Lab, Network, NetworkMode, Pool, Project, Records},
    plan::Instance,
    topology::Topology,
    value::{Cidr, IpRange, Name, Subnet},
};

use super::{
    groups::{CLOUDS_ON_NETWORK, CLUSTERS_IN_PROJECT, Groups, IN_PROJECT, key_of},
    index::{Each, Index, Segments},
    support::{
        edit::Located,
        space::{self, Asked},
        vlans::taken_by,
    },
    trace::Trace,
};

/// What the rules look at.
pub struct Context<'a> {
    pub lab: &'a Lab,
    /// The host's facts; absent when no host is known.
    pub facts: Option<&'a HostFacts>,
    /// The build of the lab that is meant; absent before the first plan.
    pub instance: Option<&'a Instance>,
    pub index: Index<'a>,
    /// How many findings each suppression of the lab accepted: for the rules that read [`super::Input::Findings`], which run last.
    pub accepted: Vec<usize>,
    trace: Rc<Trace>,
    free: RefCell<BTreeMap<Place, Option<IpAddr>>>,
    /// By the project's place.
    demands: Vec<OnceCell<Demand<'a>>>,
    asked: OnceCell<BTreeMap<&'a str, Asked<'a>>>,
    topology: OnceCell<Topology<'a>>,
    addresses: OnceCell<AddressBook<'a>>,
}

/// A network by name, a VLAN of it, and whether IPv4 is meant.
type Place = (String, Option<u16>, bool);

impl<'a> Context<'a> {
    pub fn new(lab: &'a Lab, facts: Option<&'a HostFacts>, instance: Option<&'a Instance>) -> Self {
        Context::traced(lab, facts, instance, Rc::default(), &Rc::default())
    }

    /// The same, with an eye that somebody follows.
    pub(super) fn traced(
        lab: &'a Lab,
        facts: Option<&'a HostFacts>,
        instance: Option<&'a Instance>,
        trace: Rc<Trace>,
        groups: &Rc<Groups>,
    ) -> Self {
        Context {
            lab,
            facts,
            instance,
            index: Index::of(lab, &trace, groups),
            trace,
            accepted: Vec::new(),
            free: RefCell::default(),
            demands: (0..lab.projects.len()).map(|_| OnceCell::new()).collect(),
            asked: OnceCell::new(),
            topology: OnceCell::new(),
            addresses: OnceCell::new(),
        }
    }

    /// Looks at each record of a list by itself: what is found, while one is looked at, must depend on that record and on what is looked up in
    /// [`Context::index`] alone, so that a later look can be at the few that changed. Such a rule reads [`super::Input::Each`] of the kind.
    pub fn each<T: Clone + Located>(&self, records: &'a Records<T>) -> Each<'_, 'a, T> {
        Each::of(records, &self.trace)
    }

    /// The segments of the graph, one by one, each as part of the network, cloud or project that it is of: see [`Context::each`].
    pub fn segments(&self) -> Segments<'_, 'a> {
        Segments { topology: self.topology(), trace: &self.trace, next: 0 }
    }

    pub(super) fn trace(&self) -> &Rc<Trace> {
        &self.trace
    }

    /// What goes into each pool, by its name. Read from the machines' disks and the images.
    pub fn asked(&self) -> &BTreeMap<&'a str, Asked<'a>> {
        self.asked.get_or_init(|| space::asked(self))
    }

    /// The graph of the lab, made when a rule first asks for it.
    pub fn topology(&self) -> &Topology<'a> {
        self.topology.get_or_init(|| Topology::of(self.lab, self.facts))
    }

    /// The lab's addresses over all layers, collected when a rule first asks for them.
    pub fn addresses(&self) -> &AddressBook<'a> {
        self.addresses.get_or_init(|| AddressBook::of(self.topology()))
    }

    /// What the servers and clusters of a project need of it; of two with one name all is in the first.
    pub fn demand(&self, project: &'a Project) -> Option<&Demand<'a>> {
        let name = project.name.as_str();
        // Looked up by this record too, even where another one has asked before.
        let _ = (self.index.projects.get(name), self.index.clouds.get(project.cloud.as_str()));
        let place = self.lab.projects.place(name)?;
        let servers = self.index.group(IN_PROJECT, key_of(&[name])).filter(|server| server.project == project.name);
        let clusters = self.index.group(CLUSTERS_IN_PROJECT, key_of(&[name]));
        let clusters = clusters.filter(|cluster| cluster.project.as_ref() == Some(&project.name));
        let make = || demand(self.lab, project, &servers.collect::<Vec<_>>(), &clusters.collect::<Vec<_>>());
        self.lab.projects.at(place).filter(|first| std::ptr::eq(*first, project))?;
        Some(self.demands[place].get_or_init(make))
    }

    /// Whether a resource on the host was made from this lab: by this instance, or by any where none is meant yet.
    pub fn is_ours(&self, mark: Option<&Mark>) -> bool {
        self.site().is_ours(mark)
    }

    /// The lab on its host.
    pub fn site(&self) -> Site<'a> {
        Site { lab: self.lab, facts: self.facts, instance: self.instance }
    }

    /// The name on the host of a record's resource.
    pub fn host_name(&self, name: &str) -> String {
        self.site().host_name(name)
    }

    /// Whether the lab has a record of that kind and name.
    pub fn has(&self, kind: Kind, name: &str) -> bool {
        match kind {
            Kind::Parameters => self.lab.parameters.get(name).is_some(),
            Kind::Images => self.index.images.contains_key(name),
            Kind::Pools => self.index.pools.contains_key(name),
            Kind::Networks => self.index.networks.contains_key(name),
            Kind::Machines => self.index.machines.contains_key(name),
            Kind::Clouds => self.index.clouds.contains_key(name),
            Kind::Projects => self.index.projects.contains_key(name),
            Kind::Servers => self.index.servers.contains_key(name),
            Kind::Clusters => self.index.clusters.contains_key(name),
            Kind::Scales => self.index.scales.contains_key(name),
            Kind::Metadata | Kind::Host | Kind::Settings => false,
        }
    }

    /// The names of the records of a kind that others refer to.
    pub fn names(&self, kind: Kind) -> Cow<'_, [&'a str]> {
        match kind {
            Kind::Parameters => self.lab.parameters.iter().map(|parameter| parameter.name.as_str()).collect::<Vec<_>>().into(),
            Kind::Images => self.index.images.names().into(),
            Kind::Pools => self.index.pools.names().into(),
            Kind::Networks => self.index.networks.names().into(),
            Kind::Machines => self.index.machines.names().into(),
            Kind::Clouds => self.index.clouds.names().into(),
            Kind::Projects => self.index.projects.names().into(),
            Kind::Servers => self.index.servers.names().into(),
            Kind::Clusters => self.index.clusters.names().into(),
            Kind::Scales => self.index.scales.names().into(),
            Kind::Metadata | Kind::Host | Kind::Settings => Cow::default(),
        }
    }

    /// The host's network that an existing network of the lab means.
    pub fn existing_network(&self, network: &Network) -> Option<&'a NetworkFacts> {
        if network.existing { self.facts?.network(network.name.as_str()) } else { None }
    }

    /// The host's pool that an existing pool of the lab means.
    pub fn existing_pool(&self, pool: &Pool) -> Option<&'a PoolFacts> {
        if pool.existing { self.facts?.pool(pool.name.as_str()) } else { None }
    }

    /// The host's addresses on a network: as the lab says, otherwise as an existing network has them.
    pub fn own_addresses(&self, network: &Network) -> Vec<Cidr> {
        let own: Vec<Cidr> = network.ip.iter().chain(&network.ip6).copied().collect();
        match self.existing_network(network) {
            Some(facts) if own.is_empty() => facts.addresses.clone(),
            _ => own,
        }
    }

    /// The same in one VLAN of a network, or among its untagged frames.
    pub fn addresses_in(&self, network: &Network, vlan: Option<u16>) -> Vec<Cidr> {
        match vlan {
            None => self.own_addresses(network),
            Some(_) => network.segments.iter().filter(|segment| Some(segment.vlan) == vlan).filter_map(|segment| segment.ip).collect(),
        }
    }

    /// What libvirt's DHCP server hands out on a network once the lab is built; `None` where that is not known, as on a bridge of the host's.
    pub fn served(&self, network: &Network) -> Option<Vec<IpRange>> {
        match (&network.dhcp, network.existing) {
            (Some(_), _) => Some(network.dhcp_range().copied().into_iter().collect()),
            (None, true) => self.existing_network(network).map(|facts| facts.dhcp.clone()),
            (None, false) if network.mode == NetworkMode::Bridge => None,
            (None, false) => Some(Vec::new()),
        }
    }

    /// The lowest address of a network, or of one of its VLANs, that no machine and no cloud on it holds and no DHCP range may hand out, of the
    /// same family as `like`.
    pub fn free_address(&self, network: &Name, vlan: Option<u16>, like: IpAddr) -> Option<IpAddr> {
        let key = (network.as_str().to_owned(), vlan, like.is_ipv4());
        // Looked up by this record too, even where another one has asked before.
        let _ = (self.index.networks.get(network.as_str()), self.index.ports.get(network.as_str()));
        let clouds = self.index.places(CLOUDS_ON_NETWORK, key_of(&[network.as_str()]));
        if let Some(known) = self.free.borrow().get(&key) {
            return *known;
        }
        let found = self.look_for_address(network, vlan, like, clouds);
        self.free.borrow_mut().insert(key, found);
        found
    }

    fn look_for_address(&self, name: &Name, vlan: Option<u16>, like: IpAddr, clouds: Vec<usize>) -> Option<IpAddr> {
        let network = *self.index.networks.get(name.as_str())?;
        let own = self.addresses_in(network, vlan);
        let subnet = own.iter().find(|own| own.address().is_ipv4() == like.is_ipv4())?.subnet();
        let here = self.index.ports.get(name.as_str()).into_iter().flatten().filter_map(|(_, port)| port.address);
        let mut taken: Vec<IpAddr> = own.iter().map(|own| own.address()).chain(here).collect();
        let facts = self.existing_network(network);
        taken.extend(facts.into_iter().flat_map(|facts| &facts.reservations).map(|reservation| reservation.address));
        let singles = taken.into_iter().map(|address| IpRange { start: address, end: address });
        let of_clouds = clouds.into_iter().filter_map(|place| self.lab.clouds.at(place)).flat_map(taken_by);
        let ranges: Vec<IpRange> = singles.chain(self.served(network).unwrap_or_default()).chain(of_clouds).collect();
        lowest_address(subnet, &ranges)
    }

    /// Every prefix that the lab or its host uses, so that another one can be chosen.
    pub fn used_prefixes(&self) -> Vec<Subnet> {
        let lab = self.lab.networks.iter().flat_map(|network| self.own_addresses(network)).map(Cidr::subnet);
        let mut used: Vec<Subnet> = lab.collect();
        let segments = self.lab.networks.iter().flat_map(|network| &network.segments);
        used.extend(segments.filter_map(|segment| segment.ip).map(Cidr::subnet));
        if let Some(facts) = self.facts {
            used.extend(facts.networks.iter().flat_map(|network| &network.addresses).map(|own| own.subnet()));
            used.extend(facts.interfaces.iter().flatten().flat_map(|interface| &interface.addresses).map(|own| own.subnet()));
            used.extend(facts.routes.iter().flatten().filter(|route| route.prefix() > 0));
        }
        used
    }
}

/// The address after this one, unless it is the last of its family.
pub fn next(address: IpAddr) -> Option<IpAddr> {
    match address {
        IpAddr::V4(v4) => u32::from(v4).checked_add(1).map(|next| IpAddr::V4(next.into())),
        IpAddr::V6(v6) => u128::from(v6).checked_add(1).map(|next| IpAddr::V6(next.into())),
    }
}

/// The address before this one, unless it is the first of its family.
pub fn previous(address: IpAddr) -> Option<IpAddr> {
    match address {
        IpAddr::V4(v4) => u32::from(v4).checked_sub(1).map(|before| IpAddr::V4(before.into())),
        IpAddr::V6(v6) => u128::from(v6).checked_sub(1).map(|before| IpAddr::V6(before.into())),
    }
}

/// How many addresses a range holds; 0 for a reversed one.
pub fn count(range: &IpRange) -> u128 {
    match (range.start, range.end) {
        (IpAddr::V4(start), IpAddr::V4(end)) => {
            u128::from(u32::from(end)).checked_sub(u128::from(u32::from(start))).map_or(0, |distance| distance + 1)
        }
        (IpAddr::V6(start), IpAddr::V6(end)) => {
            u128::from(end).checked_sub(u128::from(start)).map_or(0, |distance| distance.saturating_add(1))
        }
        _ => 0,
    }
}
