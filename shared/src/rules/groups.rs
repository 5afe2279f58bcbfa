//! Records by what they name or have: who stands on a network, which servers a project has, whose volume a file would be.
//!
//! Where a name leads from a record to another one, [`super::Index`] finds it; a group is the way back. Both are noted while a rule looks, so
//! that a rule that goes over all networks looks again at those alone on which something changed.

use std::cell::OnceCell;

use crate::{
    document::references,
    model::{Boot, Cloud, Cluster, Disk, Keyed, Kind, Lab, Machine, Network, Pool, Project, Records, Server},
    value::Name,
};

use super::{
    numbers::{NONE, Numbered},
    support::edit::Located,
    trace::{Unit, grouped},
};

/// Which records belong together: those with one key. A record may have several, and two that have nothing in common may share one by
/// chance: who looks compares.
pub struct Group<T: Clone + 'static> {
    number: usize,
    pub(super) list: fn(&Lab) -> &Records<T>,
    keys: fn(&T, &mut dyn FnMut(u64)),
}

/// A record that groups are made of.
pub(super) trait Grouped: Clone + Sized + 'static {
    const GROUPS: &'static [&'static Group<Self>] = &[];
}

macro_rules! groups {
    ($($(#[$doc:meta])* $number:literal $name:ident: $record:ident in $list:ident, |$one:ident, $key:ident| $keys:expr;)*) => {
        $(
            $(#[$doc])*
            pub const $name: &Group<$record> = &Group {
                number: $number,
                list: |lab| &lab.$list,
                keys: |$one: &$record, $key: &mut dyn FnMut(u64)| $keys,
            };
        )*

        const COUNT: usize = [$($number),*].len();
    };
}

groups! {
    /// Machines by the networks that their ports are on.
    0 ON_NETWORK: Machine in machines, |machine, key| {
        machine.ports.iter().filter_map(|port| port.network.as_ref()).for_each(|name| key(key_of(&[name.as_str()])));
    };
    /// Machines by the networks and addresses of their ports.
    1 WITH_ADDRESS: Machine in machines, |machine, key| {
        for port in &machine.ports {
            let (Some(network), Some(address)) = (&port.network, port.address) else { continue };
            key(address_key(network.as_str(), address));
        }
    };
    /// Machines by the MACs of their ports.
    2 WITH_MAC: Machine in machines, |machine, key| {
        machine.ports.iter().filter_map(|port| port.mac).for_each(|mac| key(key_of(&[&mac.to_string()])));
    };
    /// Machines by the pools and files of their disks, as they are called without a build's prefix.
    3 WITH_VOLUME: Machine in machines, |machine, key| {
        machine.disks.iter().for_each(|disk| key(volume_key(machine, disk)));
    };
    /// Machines by the images that they have disks of or boot from.
    8 WITH_IMAGE: Machine in machines, |machine, key| {
        images_of(machine).for_each(|name| key(key_of(&[name.as_str()])));
    };
    /// Projects by their clouds.
    4 IN_CLOUD: Project in projects, |project, key| key(key_of(&[project.cloud.as_str()]));
    /// Servers by their projects.
    5 IN_PROJECT: Server in servers, |server, key| key(key_of(&[server.project.as_str()]));
    /// Clusters by their projects.
    6 CLUSTERS_IN_PROJECT: Cluster in clusters, |cluster, key| {
        cluster.project.iter().for_each(|project| key(key_of(&[project.as_str()])));
    };
    /// Clouds by the machines that form them.
    7 WITH_NODE: Cloud in clouds, |cloud, key| {
        references::of_cloud(cloud, &mut |kind, _, name| if kind == Kind::Machines { key(key_of(&[name.as_str()])) });
    };
    /// Clouds by the networks that their planes and external networks are on.
    9 CLOUDS_ON_NETWORK: Cloud in clouds, |cloud, key| {
        references::of_cloud(cloud, &mut |kind, _, name| if kind == Kind::Networks { key(key_of(&[name.as_str()])) });
    };
    /// Clusters by the machines that they name.
    10 CLUSTERS_ON_MACHINE: Cluster in clusters, |cluster, key| {
        references::of_cluster(cluster, &mut |kind, _, name| if kind == Kind::Machines { key(key_of(&[name.as_str()])) });
    };
    /// Pools, networks and machines by their names and identities, whatever their case.
    11 LOWER_POOLS: Pool in pools, |pool, key| lower_keys(pool, key);
    12 LOWER_NETWORKS: Network in networks, |network, key| lower_keys(network, key);
    13 LOWER_MACHINES: Machine in machines, |machine, key| lower_keys(machine, key);
}

impl Grouped for Machine {
    const GROUPS: &'static [&'static Group<Self>] = &[ON_NETWORK, WITH_ADDRESS, WITH_MAC, WITH_VOLUME, WITH_IMAGE, LOWER_MACHINES];
}

impl Grouped for Pool {
    const GROUPS: &'static [&'static Group<Self>] = &[LOWER_POOLS];
}

impl Grouped for Network {
    const GROUPS: &'static [&'static Group<Self>] = &[LOWER_NETWORKS];
}

impl Grouped for Project {
    const GROUPS: &'static [&'static Group<Self>] = &[IN_CLOUD];
}

impl Grouped for Server {
    const GROUPS: &'static [&'static Group<Self>] = &[IN_PROJECT];
}

impl Grouped for Cluster {
    const GROUPS: &'static [&'static Group<Self>] = &[CLUSTERS_IN_PROJECT, CLUSTERS_ON_MACHINE];
}

impl Grouped for Cloud {
    const GROUPS: &'static [&'static Group<Self>] = &[WITH_NODE, CLOUDS_ON_NETWORK];
}

impl Grouped for crate::model::Parameter {}
impl Grouped for crate::model::Image {}
impl Grouped for crate::model::Scale {}

/// The images that a machine has disks of or boots from.
pub fn images_of(machine: &Machine) -> impl Iterator<Item = &Name> {
    let boot = match &machine.boot {
        Boot::Iso(iso) => [Some(&iso.image), None],
        Boot::Kernel(kernel) => [Some(&kernel.kernel), kernel.initrd.as_ref()],
        Boot::Disk | Boot::Pxe(_) => [None, None],
    };
    machine.disks.iter().filter_map(|disk| disk.image.as_ref()).chain(boot.into_iter().flatten())
}

/// The key of some words.
pub fn key_of(words: &[&str]) -> u64 {
    words.iter().fold(BASIS, |key, word| hash(hash(key, word), "\0"))
}

fn lower_keys<T: Keyed>(record: &T, key: &mut dyn FnMut(u64)) {
    key(lower_key(record.name().as_str()));
    if record.explicit_id().is_some() {
        key(lower_key(record.id().as_str()));
    }
}

/// The key of a name, whatever its case.
pub fn lower_key(name: &str) -> u64 {
    name.bytes().fold(BASIS, |key, byte| step(key, byte.to_ascii_lowercase()))
}

/// The key of a disk's pool and file, as the file is called without a build's prefix: of what `capacity::site::volume_name` says.
pub fn volume_key(machine: &Machine, disk: &Disk) -> u64 {
    let pool = hash(hash(BASIS, disk.pool.as_str()), "\0");
    match &disk.volume {
        Some(name) => hash(pool, name.as_str()),
        None => {
            let format = disk.effective_format();
            [machine.id().as_str(), "-", disk.name.as_str(), ".", format.as_str()].into_iter().fold(pool, hash)
        }
    }
}

const BASIS: u64 = 0xcbf2_9ce4_8422_2325;

/// FNV-1a of 64 bits, of what follows on something else.
fn hash(key: u64, word: &str) -> u64 {
    word.bytes().fold(key, step)
}

fn step(key: u64, byte: u8) -> u64 {
    (key ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
}

/// The key of an address on a network.
pub fn address_key(network: &str, address: std::net::IpAddr) -> u64 {
    let number = match address {
        std::net::IpAddr::V4(v4) => u64::from(u32::from(v4)),
        std::net::IpAddr::V6(v6) => (u128::from(v6) as u64) ^ (u128::from(v6) >> 64) as u64,
    };
    key_of(&[network]) ^ number.wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

/// Who is in which group: made when the first is asked for, and kept while records change.
#[derive(Default)]
pub(super) struct Groups {
    /// Keys with the numbers of the records that have them, in order.
    members: [OnceCell<Vec<(u64, u32)>>; COUNT],
}

impl Groups {
    /// The numbers of the records of a group that have a key, each once.
    pub fn numbers<T: Clone + Located>(&self, group: &Group<T>, of: Numbered<'_>, key: u64) -> impl Iterator<Item = usize> + use<'_, T> {
        let members = self.members[group.number].get_or_init(|| {
            let mut members = Vec::new();
            for (place, record) in (group.list)(of.lab).iter().enumerate() {
                let number = u32::try_from(of.numbers.at(T::KIND, place)).unwrap_or(NONE);
                (group.keys)(record, &mut |key| members.push((key, number)));
            }
            members.sort_unstable();
            members.dedup();
            members
        });
        let first = members.partition_point(|(other, _)| *other < key);
        members[first..].iter().take_while(move |(other, _)| *other == key).map(|(_, number)| *number as usize)
    }

    /// The places of the same records, in order.
    pub fn places<T: Clone + Located>(&self, group: &Group<T>, of: Numbered<'_>, key: u64) -> Vec<usize> {
        let numbers = self.numbers(group, of, key);
        let mut places: Vec<usize> = numbers.filter_map(|number| of.numbers.place(T::KIND, number)).collect();
        places.sort_unstable();
        places
    }

    /// Takes over that a record changed, came or went, and gives what may have been looked up that is another thing now.
    pub fn change<T: Grouped>(&mut self, number: usize, before: Option<&T>, after: Option<&T>, changed: &mut dyn FnMut(Unit)) {
        let number = u32::try_from(number).unwrap_or(NONE);
        for group in T::GROUPS {
            let members = &mut self.members[group.number];
            for (record, is_there) in before.map(|before| (before, false)).into_iter().chain(after.map(|after| (after, true))) {
                (group.keys)(record, &mut |key| {
                    changed(grouped(group.number, key));
                    let Some(members) = members.get_mut() else { return };
                    match (members.binary_search(&(key, number)), is_there) {
                        (Ok(at), false) => drop(members.remove(at)),
                        (Err(at), true) => members.insert(at, (key, number)),
                        (Ok(_), true) | (Err(_), false) => {}
                    }
                });
            }
        }
    }

    /// Forgets the groups of a kind of which all may be other records.
    pub fn forget<T: Grouped>(&mut self) {
        for group in T::GROUPS {
            self.members[group.number].take();
        }
    }
}

impl<T: Clone> Group<T> {
    pub(super) fn unit(&self, key: u64) -> Unit {
        grouped(self.number, key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{document::read, rules::numbers::Numbers};

    #[test]
    fn a_changed_record_is_found_where_it_belongs_now() {
        let text = "apiVersion: labwright.dev/v1alpha1\nkind: Lab\nmetadata: {name: t}\nclouds: [{name: c}]\nprojects: [{name: p, cloud: c}, {name: q, cloud: c}]\nservers: [{name: a, project: p, flavor: f}, {name: b, project: p, flavor: f}]\n";
        let lab = read(text).unwrap().document.lab().clone();
        let mut groups = Groups::default();
        let (numbers, lab) = (Numbers::default(), &lab);
        let at = |groups: &Groups, project: &str| groups.places(IN_PROJECT, Numbered { lab, numbers: &numbers }, key_of(&[project]));
        assert_eq!((at(&groups, "p"), at(&groups, "q")), (vec![0, 1], vec![]));
        let before = lab.servers.at(0).unwrap();
        let after = Server { project: "q".parse().unwrap(), ..before.clone() };
        let mut changed = Vec::new();
        groups.change(0, Some(before), Some(&after), &mut |unit| changed.push(unit));
        assert_eq!((at(&groups, "p"), at(&groups, "q")), (vec![1], vec![0]));
        assert_eq!(changed, [IN_PROJECT.unit(key_of(&["p"])), IN_PROJECT.unit(key_of(&["q"]))]);
    }
}
