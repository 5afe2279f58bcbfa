use std::collections::HashMap;

use crate::{
    facts::{DomainFacts, Mark, VolumeFacts},
    model::{Image, Keyed, Machine, Network, Pool, Records},
    plan::{Instance, ResourceKind},
    value::Uuid,
};

use super::PlanInput;

/// The lab's records and what the host has, by what they are looked up by. The first of a name counts, as everywhere.
pub struct Index<'a> {
    pub networks: HashMap<&'a str, &'a Network>,
    pub pools: HashMap<&'a str, &'a Pool>,
    pub images: HashMap<&'a str, &'a Image>,
    pub machines: HashMap<&'a str, &'a Machine>,
    pub machines_by_id: HashMap<&'a str, &'a Machine>,
    /// The host's domains.
    pub domains: HashMap<&'a str, &'a DomainFacts>,
    /// The host's domains that are this instance's, by their records.
    pub built_domains: HashMap<&'a str, &'a DomainFacts>,
    /// The host's names of this instance's networks, by their records.
    pub built_networks: HashMap<&'a str, &'a str>,
    /// The host's names of this instance's pools, by their UUIDs, which come from the records.
    pub built_pools: HashMap<Uuid, &'a str>,
    /// The host's volumes, by pool and name.
    pub volumes: HashMap<(&'a str, &'a str), &'a VolumeFacts>,
}

impl<'a> Index<'a> {
    pub fn new(input: &'a PlanInput<'a>) -> Self {
        let (lab, facts) = (input.lab, input.facts);
        let our_domains = facts.domains.iter().filter(|domain| is_built_by(input.instance, domain.mark.as_ref(), domain.uuid.as_deref()));
        let built_domains = our_domains.filter_map(|domain| Some((domain.mark.as_ref()?.record.as_str(), domain)));
        let our_networks =
            facts.networks.iter().filter(|network| is_built_by(input.instance, network.mark.as_ref(), network.uuid.as_deref()));
        let built_networks = our_networks.filter_map(|network| Some((network.mark.as_ref()?.record.as_str(), network.name.as_str())));
        let owned_pools = facts.pools.iter().filter(|pool| input.owned.has(ResourceKind::Pool, &pool.name));
        let built_pools = owned_pools.filter_map(|pool| Some((pool.uuid.as_ref()?.parse().ok()?, pool.name.as_str())));
        let volumes =
            facts.pools.iter().flat_map(|pool| pool.volumes.iter().map(|volume| ((pool.name.as_str(), volume.name.as_str()), volume)));
        Index {
            networks: by_name(&lab.networks),
            pools: by_name(&lab.pools),
            images: by_name(&lab.images),
            machines: by_name(&lab.machines),
            machines_by_id: first_of(lab.machines.iter().map(|machine| (machine.id().as_str(), machine))),
            domains: first_of(facts.domains.iter().map(|domain| (domain.name.as_str(), domain))),
            built_domains: first_of(built_domains),
            built_networks: first_of(built_networks),
            built_pools: first_of(built_pools),
            volumes: first_of(volumes),
        }
    }
}

/// Whether a resource carries the instance's mark and is the one that was made from the record: its UUID comes from there.
pub fn is_built_by(instance: &Instance, mark: Option<&Mark>, uuid: Option<&str>) -> bool {
    mark.is_some_and(|mark| mark.instance == instance.id && uuid.is_none_or(|uuid| uuid.parse() == Ok(instance.uuid(&mark.record))))
}

fn by_name<T: Clone + Keyed>(records: &Records<T>) -> HashMap<&str, &T> {
    first_of(records.iter().map(|record| (record.name().as_str(), record)))
}

fn first_of<K: std::hash::Hash + Eq, V>(pairs: impl Iterator<Item = (K, V)>) -> HashMap<K, V> {
    let mut map = HashMap::new();
    for (key, value) in pairs {
        map.entry(key).or_insert(value);
    }
    map
}
