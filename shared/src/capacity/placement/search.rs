//! The search for a place for each guest.

use std::{cmp::Reverse, collections::BTreeMap};

use crate::{capacity::guests::Guest, model::ServerGroupPolicy};

use super::{Node, Obstacle, Resource, asked};

pub(super) struct Search<'a> {
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
    pub places: Vec<Option<usize>>,
}

impl<'a> Search<'a> {
    pub fn new(nodes: &'a [Node<'a>], guests: &'a [&'a Guest<'a>]) -> Self {
        let asked: Vec<[u64; 3]> = guests.iter().map(|guest| asked(guest)).collect();
        let mut order: Vec<usize> = (0..guests.len()).collect();
        order.sort_by_key(|guest| (guests[*guest].host.is_none(), Reverse(asked[*guest]), *guest));
        let left = nodes.iter().map(Node::gives).collect();
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
    pub fn all(&mut self, at: usize, tries: &mut u32) -> Option<bool> {
        let Some(guest) = self.order.get(at).copied() else { return Some(true) };
        let mut seen: Vec<([u64; 3], [u64; 3], bool)> = Vec::new();
        // A guest like the one before goes to no earlier node: the other way round was tried.
        let before = at.checked_sub(1).map(|before| self.order[before]).filter(|before| self.alike(*before, guest));
        let first = before.and_then(|before| self.places[before]).unwrap_or(0);
        for node in first..self.nodes.len() {
            // Nodes that are alike are one choice.
            let alike = (self.left[node], self.nodes[node].most, self.members(node, guest) > 0);
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

    pub fn as_they_come(&mut self) -> Vec<(usize, Obstacle)> {
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
        let asked = self.asked[guest];
        self.nodes[node].may_hold(asked) && self.left[node].iter().zip(asked).all(|(left, asked)| asked <= *left)
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
        for (index, resource) in Resource::ALL.into_iter().enumerate() {
            // The node that takes the largest guest, and whether the guests together or a single one meet the limit first.
            let of = |node: &Node<'_>| (node.gives()[index].min(node.most[index]), node.gives()[index] <= node.most[index]);
            let Some((largest, is_given)) = self.nodes.iter().map(of).max() else { return Obstacle::NoNodes };
            match asked[index] > largest {
                true if is_given => return Obstacle::TooLarge { resource, asked: asked[index], largest },
                true => return Obstacle::BeyondNode { resource, asked: asked[index], largest },
                false => {}
            }
        }
        let large_enough: Vec<usize> = (0..self.nodes.len()).filter(|node| self.nodes[*node].may_hold(asked)).collect();
        if large_enough.is_empty() {
            return Obstacle::NoneHasAll;
        }
        let obstacles: Vec<Obstacle> = large_enough.iter().filter_map(|node| self.obstacle(*node, guest)).collect();
        if let Some(host) = self.guests[guest].host {
            return Obstacle::Forced { host: host.clone() };
        }
        let apart = obstacles.iter().find(|obstacle| matches!(obstacle, Obstacle::Apart { .. }));
        if let Some(apart) = apart {
            return apart.clone();
        }
        for (index, resource) in Resource::ALL.into_iter().enumerate() {
            let left = large_enough.iter().map(|node| self.left[*node][index]).max().unwrap_or(0);
            if asked[index] > left {
                return Obstacle::Full { resource, asked: asked[index], left };
            }
        }
        obstacles.into_iter().next().unwrap_or(Obstacle::NoNodes)
    }
}
