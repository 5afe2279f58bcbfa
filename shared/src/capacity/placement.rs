//! L2 on L1: which guest goes to which compute node.

use std::{cmp::Reverse, collections::BTreeMap};

use crate::{
    figures::figures,
    model::{Cloud, Lab, Machine, Role, ServerGroupPolicy},
    value::{Name, Ratio, Size},
};

use super::guests::Guest;

/// A compute node and what it gives to guests.
#[derive(Clone, Debug)]
pub struct Node<'a> {
    pub machine: &'a Machine,
    pub vcpus: u64,
    pub memory: Size,
    pub disk: Size,
}

/// The nodes of a cloud with a role, as the cloud or else the machine itself has it.
pub fn nodes_of<'a>(lab: &'a Lab, cloud: &Cloud, role: Role) -> Vec<&'a Machine> {
    let named = cloud.nodes.iter().filter_map(|node| Some((lab.machines.get(node.machine.as_str())?, node.role)));
    named.filter(|(machine, own)| own.unwrap_or(machine.role) == role).map(|(machine, _)| machine).collect()
}

/// The compute nodes of a cloud.
pub fn compute_nodes<'a>(lab: &'a Lab, cloud: &Cloud) -> Vec<Node<'a>> {
    let (nova, compute) = (&figures().nova, &cloud.compute);
    let of = |machine: &'a Machine| {
        let reserved = compute.reserved_memory.unwrap_or(nova.reserved_memory.value);
        // Nova keeps guests' disks on the node's system disk unless told otherwise (instances_path).
        let disk = machine.disks.first().and_then(|disk| disk.size).unwrap_or_default();
        Node {
            machine,
            vcpus: compute.vcpu_ratio.unwrap_or(nova.vcpu_ratio.value).of(u64::from(machine.vcpus)),
            // placement: (total - reserved) * allocation_ratio
            memory: scaled(machine.memory.saturating_sub(reserved), compute.memory_ratio.unwrap_or(nova.memory_ratio.value)),
            disk: scaled(disk, compute.disk_ratio.unwrap_or(nova.disk_ratio.value)),
        }
    };
    nodes_of(lab, cloud, Role::Compute).into_iter().map(of).collect()
}

fn scaled(size: Size, ratio: Ratio) -> Size {
    Size::from_bytes(ratio.of(size.bytes()))
}

/// What guests take of a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Resource {
    Memory,
    Vcpus,
    Disk,
}

impl Resource {
    pub const ALL: [Resource; 3] = [Resource::Memory, Resource::Vcpus, Resource::Disk];

    pub fn as_str(self) -> &'static str {
        match self {
            Resource::Memory => "memory",
            Resource::Vcpus => "vCPUs",
            Resource::Disk => "disk",
        }
    }

    /// An amount of it, for a sentence.
    pub fn amount(self, amount: u64) -> String {
        match self {
            Resource::Vcpus => format!("{amount} vCPUs"),
            Resource::Memory | Resource::Disk => Size::from_bytes(amount).human(),
        }
    }
}

/// Why a guest has no place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Obstacle {
    /// No node is as large as the guest, even empty; the largest has so much.
    TooLarge { resource: Resource, asked: u64, largest: u64 },
    /// Nodes are large enough, but what others leave is not: the most that is left on one of them.
    Full { resource: Resource, asked: u64, left: u64 },
    /// Every node that has room holds another member of its group.
    Apart { group: String },
    /// The machine that it is forced onto is not a compute node of the cloud, or has no room.
    Forced { host: Name },
    /// There is no compute node.
    NoNodes,
}

/// Where guests go.
#[derive(Clone, Debug, Default)]
pub struct Placement {
    /// The node of each guest, both by their numbers; absent for a guest without a place.
    pub places: Vec<Option<usize>>,
    /// Guests without a place, and why.
    pub homeless: Vec<(usize, Obstacle)>,
    /// Whether it is certain that no other placement has room for all: otherwise the search ended before.
    pub is_certain: bool,
}

/// Guests beyond which only one placement is tried: the search would be too deep to end.
const SEARCHED: usize = 200;

/// How many places are tried before the search gives up; more than the largest reference lab needs by far.
const TRIES: u32 = 20_000;

/// Places guests on nodes: all of them if that can be done, otherwise as they come, largest first. Guests whose size is not known take nothing.
pub fn place(nodes: &[Node<'_>], guests: &[&Guest<'_>]) -> Placement {
    let mut greedy = Search::new(nodes, guests);
    let homeless = greedy.as_they_come();
    if homeless.is_empty() {
        return Placement { places: greedy.places, homeless, is_certain: true };
    }
    let mut tries = if guests.len() > SEARCHED { 0 } else { TRIES };
    let mut search = Search::new(nodes, guests);
    match search.all(0, &mut tries) {
        Some(true) => Placement { places: search.places, homeless: Vec::new(), is_certain: true },
        found => Placement { places: greedy.places, homeless, is_certain: found.is_some() || exceeds(nodes, guests) },
    }
}

/// Whether guests ask for more than all nodes have together.
fn exceeds(nodes: &[Node<'_>], guests: &[&Guest<'_>]) -> bool {
    let sum = |amounts: &mut dyn Iterator<Item = [u64; 3]>| {
        amounts.fold([0u128; 3], |sum, amount| std::array::from_fn(|index| sum[index] + u128::from(amount[index])))
    };
    let has = sum(&mut nodes.iter().map(|node| [node.memory.bytes(), node.vcpus, node.disk.bytes()]));
    let asked = sum(&mut guests.iter().map(|guest| asked(guest)));
    asked.iter().zip(has).any(|(asked, has)| *asked > has)
}

struct Search<'a> {
    nodes: &'a [Node<'a>],
    guests: &'a [&'a Guest<'a>],
    /// What each guest asks for.
    asked: Vec<[u64; 3]>,
    /// The number of each guest's group.
    groups: Vec<Option<usize>>,
    /// How many of a group are on a node, and on all of them.
    members: BTreeMap<(usize, usize), usize>,
    placed: Vec<usize>,
    /// Guests, largest first.
    order: Vec<usize>,
    /// What each node has left of each resource.
    left: Vec<[u64; 3]>,
    places: Vec<Option<usize>>,
}

impl<'a> Search<'a> {
    fn new(nodes: &'a [Node<'a>], guests: &'a [&'a Guest<'a>]) -> Self {
        let asked: Vec<[u64; 3]> = guests.iter().map(|guest| asked(guest)).collect();
        let mut order: Vec<usize> = (0..guests.len()).collect();
        order.sort_by_key(|guest| (guests[*guest].host.is_none(), Reverse(asked[*guest]), *guest));
        let left = nodes.iter().map(|node| [node.memory.bytes(), node.vcpus, node.disk.bytes()]).collect();
        let mut numbers: BTreeMap<&str, usize> = BTreeMap::new();
        let mut groups = Vec::with_capacity(guests.len());
        for guest in guests {
            let next = numbers.len();
            groups.push(guest.group.as_ref().map(|(name, _)| *numbers.entry(name).or_insert(next)));
        }
        let (members, placed) = (BTreeMap::new(), vec![0; numbers.len()]);
        Search { nodes, guests, asked, groups, members, placed, order, left, places: vec![None; guests.len()] }
    }

    /// Tries to place every guest from `at` on. `None`: not found within the tries.
    fn all(&mut self, at: usize, tries: &mut u32) -> Option<bool> {
        let Some(guest) = self.order.get(at).copied() else { return Some(true) };
        let mut seen: Vec<([u64; 3], bool)> = Vec::new();
        // A guest like the one before goes to no earlier node: the other way round was tried.
        let before = at.checked_sub(1).map(|before| self.order[before]).filter(|before| self.alike(*before, guest));
        let first = before.and_then(|before| self.places[before]).unwrap_or(0);
        for node in first..self.nodes.len() {
            // Nodes that are alike are one choice.
            let alike = (self.left[node], self.members(node, guest) > 0);
            if seen.contains(&alike) && self.guests[guest].host.is_none() && self.guests[guest].group.is_none() {
                continue;
            }
            seen.push(alike);
            if !self.has_room(node, guest) || self.obstacle(node, guest).is_some() {
                continue;
            }
            *tries = tries.checked_sub(1)?;
            self.put(node, guest);
            if self.all(at + 1, tries)? {
                return Some(true);
            }
            self.take(node, guest);
        }
        Some(false)
    }

    fn alike(&self, one: usize, other: usize) -> bool {
        self.asked[one] == self.asked[other] && self.groups[one] == self.groups[other] && self.guests[one].host == self.guests[other].host
    }

    fn as_they_come(&mut self) -> Vec<(usize, Obstacle)> {
        let mut homeless = Vec::new();
        for guest in self.order.clone() {
            // Where the least is left: best fit.
            let fitting = (0..self.nodes.len()).filter(|node| self.has_room(*node, guest) && self.obstacle(*node, guest).is_none());
            match fitting.min_by_key(|node| (self.left[*node], *node)) {
                Some(node) => self.put(node, guest),
                None => homeless.push((guest, self.why(guest))),
            }
        }
        homeless.sort_by_key(|(guest, _)| *guest);
        homeless
    }

    fn put(&mut self, node: usize, guest: usize) {
        self.left[node].iter_mut().zip(self.asked[guest]).for_each(|(left, asked)| *left -= asked);
        self.places[guest] = Some(node);
        if let Some(group) = self.groups[guest] {
            *self.members.entry((group, node)).or_default() += 1;
            self.placed[group] += 1;
        }
    }

    fn take(&mut self, node: usize, guest: usize) {
        self.left[node].iter_mut().zip(self.asked[guest]).for_each(|(left, asked)| *left += asked);
        self.places[guest] = None;
        if let Some(group) = self.groups[guest] {
            *self.members.entry((group, node)).or_default() -= 1;
            self.placed[group] -= 1;
        }
    }

    /// How many members of a guest's group a node holds; the guest itself has no place yet.
    fn members(&self, node: usize, guest: usize) -> usize {
        self.groups[guest].and_then(|group| self.members.get(&(group, node))).copied().unwrap_or(0)
    }

    /// Whether a guest fits on a node beside what is there.
    fn has_room(&self, node: usize, guest: usize) -> bool {
        self.left[node].iter().zip(self.asked[guest]).all(|(left, asked)| asked <= *left)
    }

    /// What keeps a guest from a node.
    fn obstacle(&self, node: usize, guest: usize) -> Option<Obstacle> {
        let of = self.guests[guest];
        if let Some(host) = of.host.filter(|host| **host != self.nodes[node].machine.name) {
            return Some(Obstacle::Forced { host: host.clone() });
        }
        let asked = self.asked[guest];
        for (index, resource) in Resource::ALL.into_iter().enumerate() {
            if asked[index] > self.left[node][index] {
                return Some(Obstacle::Full { resource, asked: asked[index], left: self.left[node][index] });
            }
        }
        let (group, policy) = of.group.as_ref()?;
        let here = self.members(node, guest);
        let is_kept = match policy {
            ServerGroupPolicy::AntiAffinity => here == 0,
            ServerGroupPolicy::Affinity => self.groups[guest].is_none_or(|group| here == self.placed[group]),
            ServerGroupPolicy::SoftAntiAffinity | ServerGroupPolicy::SoftAffinity => true,
        };
        (!is_kept).then(|| Obstacle::Apart { group: group.clone() })
    }

    /// The reason that says most about why a guest fits nowhere.
    fn why(&self, guest: usize) -> Obstacle {
        let asked = self.asked[guest];
        let whole = |index: usize| {
            let of = |node: &Node<'_>| [node.memory.bytes(), node.vcpus, node.disk.bytes()][index];
            self.nodes.iter().map(of).max()
        };
        for (index, resource) in Resource::ALL.into_iter().enumerate() {
            match whole(index) {
                None => return Obstacle::NoNodes,
                Some(largest) if asked[index] > largest => return Obstacle::TooLarge { resource, asked: asked[index], largest },
                Some(_) => {}
            }
        }
        let obstacles: Vec<Obstacle> = (0..self.nodes.len()).filter_map(|node| self.obstacle(node, guest)).collect();
        if let Some(host) = self.guests[guest].host {
            return Obstacle::Forced { host: host.clone() };
        }
        let apart = obstacles.iter().find(|obstacle| matches!(obstacle, Obstacle::Apart { .. }));
        if let Some(apart) = apart {
            return apart.clone();
        }
        for (index, resource) in Resource::ALL.into_iter().enumerate() {
            let left = self.left.iter().map(|left| left[index]).max().unwrap_or(0);
            if asked[index] > left {
                return Obstacle::Full { resource, asked: asked[index], left };
            }
        }
        obstacles.into_iter().next().unwrap_or(Obstacle::NoNodes)
    }
}

fn asked(guest: &Guest<'_>) -> [u64; 3] {
    [
        guest.memory().unwrap_or_default().bytes(),
        u64::from(guest.vcpus().unwrap_or_default()),
        guest.local_disk().unwrap_or_default().bytes(),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        capacity::guests::guests,
        document::read,
        model::{Keyed, Lab},
    };
    use proptest::prelude::*;

    fn lab(nodes: &[(u32, u32)], servers: &[(u32, u32)], policy: Option<&str>) -> Lab {
        let mut text = "apiVersion: labwright.dev/v1alpha1\nkind: Lab\nmetadata: {name: t}\nmachines:\n".to_owned();
        for (index, (vcpus, gib)) in nodes.iter().enumerate() {
            text += &format!(
                "- {{name: n{index}, role: compute, vcpus: {vcpus}, memory: {gib} GiB, disks: [{{name: vda, pool: p, size: 500 GiB}}]}}\n"
            );
        }
        text += "clouds:\n- name: c\n  compute: {vcpuRatio: 1, memoryRatio: 1, diskRatio: 1, reservedMemory: 0 B}\n  nodes:\n";
        for index in 0..nodes.len() {
            text += &format!("  - {{machine: n{index}}}\n");
        }
        text += "  flavors:\n";
        for (index, (vcpus, gib)) in servers.iter().enumerate() {
            text += &format!("  - {{name: f{index}, vcpus: {vcpus}, memory: {gib} GiB, disk: 1 GiB}}\n");
        }
        text += "projects:\n- name: p\n  cloud: c\n";
        if let Some(policy) = policy {
            text += &format!("  serverGroups: [{{name: g, policy: {policy}}}]\n");
        }
        text += "servers:\n";
        for index in 0..servers.len() {
            let group = if policy.is_some() { ", serverGroup: g" } else { "" };
            text += &format!("- {{name: s{index}, project: p, flavor: f{index}{group}}}\n");
        }
        read(&text).unwrap_or_else(|errors| panic!("{errors:?}\n{text}")).document.lab().clone()
    }

    fn placed(lab: &Lab) -> Placement {
        let cloud = lab.clouds.iter().next().unwrap();
        let guests = guests(lab);
        place(&compute_nodes(lab, cloud), &guests.iter().collect::<Vec<_>>())
    }

    #[test]
    fn six_of_seven_fit_though_the_sum_would() {
        let lab = lab(&[(16, 60), (16, 60)], &[(4, 16); 7], None);
        let placement = placed(&lab);
        assert_eq!(placement.homeless.len(), 1);
        assert!(placement.is_certain);
        assert_eq!(placement.homeless[0].1, Obstacle::Full { resource: Resource::Memory, asked: 16 << 30, left: 12 << 30 });
    }

    #[test]
    fn three_apart_on_two_nodes_do_not_go() {
        let placement = placed(&lab(&[(16, 60), (16, 60)], &[(1, 1); 3], Some("anti-affinity")));
        assert_eq!(
            placement.homeless.iter().map(|(_, why)| why.clone()).collect::<Vec<_>>(),
            [Obstacle::Apart { group: "p/g".to_owned() }]
        );
        assert!(placed(&lab(&[(16, 60), (16, 60)], &[(1, 1); 3], Some("soft-anti-affinity"))).homeless.is_empty());
    }

    #[test]
    fn what_the_largest_first_way_misses_is_found() {
        // 6+5+5+4 and 6+5+5+4 on two nodes of 20 GiB; another order leaves one out.
        let lab = lab(&[(64, 20), (64, 20)], &[(1, 6), (1, 6), (1, 5), (1, 5), (1, 5), (1, 5), (1, 4), (1, 4)], None);
        assert!(placed(&lab).homeless.is_empty());
    }

    /// Every way there is.
    fn brute(left: &mut [(u32, u32)], servers: &[(u32, u32)]) -> bool {
        let Some((server, rest)) = servers.split_first() else { return true };
        (0..left.len()).any(|node| {
            if left[node].0 < server.0 || left[node].1 < server.1 {
                return false;
            }
            left[node] = (left[node].0 - server.0, left[node].1 - server.1);
            let fits = brute(left, rest);
            left[node] = (left[node].0 + server.0, left[node].1 + server.1);
            fits
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn fits_exactly_when_some_placement_does(nodes in proptest::collection::vec((1..9u32, 1..9u32), 1..4), servers in proptest::collection::vec((1..5u32, 1..5u32), 0..7)) {
            let lab = lab(&nodes, &servers, None);
            let placement = placed(&lab);
            prop_assert!(placement.is_certain);
            prop_assert_eq!(placement.homeless.is_empty(), brute(&mut nodes.clone(), &servers));
            prop_assert_eq!(lab.servers.iter().map(Keyed::name).count(), placement.places.len());
        }
    }
}
