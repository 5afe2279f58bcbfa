//! What compute nodes have left beside the guests that stay where they are.

use std::collections::{BTreeMap, BTreeSet};

use crate::{model::ServerGroupPolicy, value::Size};

use super::{
    guests::{Guest, Phase},
    placement::{Node, Obstacle, Resource, asked, place},
    settle::Settled,
};

/// Nodes beyond which further guests go to the first that fits, best fit first: the search of all placements would take too long.
const SEARCHED: usize = 64;

/// The room that is left on a cloud's compute nodes once its clusters are installed.
pub struct Room<'a, 'b> {
    settled: &'b Settled<'a>,
    /// Nodes with what is left of them.
    left: Vec<Node<'a>>,
    /// Nodes by the memory that is left of them.
    by_memory: Vec<(Size, usize)>,
    /// The guests for good of each group and where they are.
    groups: BTreeMap<&'b str, Vec<(usize, usize)>>,
}

/// Where further guests go.
#[derive(Clone, Debug, Default)]
pub struct Again {
    /// The node's number of each guest; absent for a guest without a place.
    pub places: Vec<Option<usize>>,
    pub homeless: Vec<(usize, Obstacle)>,
    /// Whether it is certain that no other placement of these guests has room for all.
    pub is_certain: bool,
}

impl<'a, 'b> Room<'a, 'b> {
    pub fn left(settled: &'b Settled<'a>) -> Self {
        let mut left = settled.nodes.clone();
        let mut groups: BTreeMap<&str, Vec<(usize, usize)>> = BTreeMap::new();
        for (number, (guest, place)) in settled.guests.iter().zip(&settled.places).enumerate() {
            let Some(place) = place.filter(|_| guest.phase == Phase::Always) else { continue };
            let node = &mut left[place];
            let less = |size: Size, by: Option<Size>| size.saturating_sub(by.unwrap_or_default());
            node.vcpus = node.vcpus.saturating_sub(guest.vcpus().unwrap_or_default().into());
            node.memory = less(node.memory, guest.memory());
            node.disk = less(node.disk, guest.local_disk());
            if let Some((group, _)) = &guest.group {
                groups.entry(group).or_default().push((number, place));
            }
        }
        let mut by_memory: Vec<(Size, usize)> = left.iter().enumerate().map(|(number, node)| (node.memory, number)).collect();
        by_memory.sort_unstable();
        Room { settled, left, by_memory, groups }
    }

    /// Places further guests beside those that are there, without some of the nodes. What is there stays where it is.
    pub fn place(&self, extra: &[&Guest<'a>], gone: &BTreeSet<usize>) -> Again {
        if self.left.len() - gone.len().min(self.left.len()) <= SEARCHED { self.search(extra, gone) } else { self.first_fit(extra, gone) }
    }

    fn search(&self, extra: &[&Guest<'a>], gone: &BTreeSet<usize>) -> Again {
        let numbers: Vec<usize> = (0..self.left.len()).filter(|node| !gone.contains(node)).collect();
        let nodes: Vec<Node<'a>> = numbers.iter().map(|node| self.left[*node].clone()).collect();
        let groups: BTreeSet<&str> = extra.iter().filter_map(|guest| Some(guest.group.as_ref()?.0.as_str())).collect();
        let members = groups.iter().filter_map(|group| self.groups.get(group)).flatten().filter(|(_, node)| !gone.contains(node));
        // Members of a group that are there already take part without taking room.
        let standing: Vec<Guest<'a>> = members
            .map(|(guest, node)| {
                let machine = self.left[*node].machine;
                Guest { flavor: None, host: Some(&machine.name), ..self.settled.guests[*guest].clone() }
            })
            .collect();
        let all: Vec<&Guest<'a>> = extra.iter().copied().chain(&standing).collect();
        let placement = place(&nodes, &all);
        Again {
            places: placement.places.into_iter().take(extra.len()).map(|place| place.map(|place| numbers[place])).collect(),
            homeless: placement
                .homeless
                .into_iter()
                .filter(|(guest, _)| *guest < extra.len())
                .map(|(guest, why)| (guest, beside(why)))
                .collect(),
            is_certain: placement.is_certain,
        }
    }

    fn first_fit(&self, extra: &[&Guest<'a>], gone: &BTreeSet<usize>) -> Again {
        let mut again = Again { places: vec![None; extra.len()], homeless: Vec::new(), is_certain: true };
        let mut taken: BTreeMap<usize, (u64, Size, Size)> = BTreeMap::new();
        let mut new: Vec<(&str, usize)> = Vec::new();
        for (number, guest) in extra.iter().enumerate() {
            let (vcpus, memory) = (u64::from(guest.vcpus().unwrap_or_default()), guest.memory().unwrap_or_default());
            let disk = guest.local_disk().unwrap_or_default();
            let group = guest.group.as_ref().map(|(group, policy)| (group.as_str(), *policy));
            let here = |node: usize| {
                let Some((group, _)) = group else { return 0 };
                let old = self.groups.get(group).into_iter().flatten().filter(|(_, at)| *at == node).count();
                old + new.iter().filter(|(of, at)| *of == group && *at == node).count()
            };
            let fits = |node: usize| {
                let (cpus, bytes, space) = taken.get(&node).copied().unwrap_or_default();
                let left = &self.left[node];
                let has_room = vcpus + cpus <= left.vcpus && memory + bytes <= left.memory && disk + space <= left.disk;
                let is_kept = match group {
                    Some((_, ServerGroupPolicy::AntiAffinity)) => here(node) == 0,
                    Some((_, ServerGroupPolicy::Affinity)) => {
                        here(node) > 0 || group.is_some_and(|(group, _)| !self.groups.contains_key(group))
                    }
                    _ => true,
                };
                let is_asked = guest.host.is_none_or(|host| *host == left.machine.name);
                !gone.contains(&node) && is_asked && left.may_hold(asked(guest)) && has_room && is_kept
            };
            let from = self.by_memory.partition_point(|(left, _)| *left < memory);
            match self.by_memory[from..].iter().map(|(_, node)| *node).find(|node| fits(*node)) {
                Some(node) => {
                    let sum = taken.entry(node).or_default();
                    *sum = (sum.0 + vcpus, sum.1 + memory, sum.2 + disk);
                    new.extend(group.map(|(group, _)| (group, node)));
                    again.places[number] = Some(node);
                }
                None => {
                    again.homeless.push((number, self.why(guest, gone)));
                    again.is_certain = false;
                }
            }
        }
        again
    }

    /// Why no node that is left takes a guest, by what is left of each before the others of its batch.
    fn why(&self, guest: &Guest<'a>, gone: &BTreeSet<usize>) -> Obstacle {
        if let Some(host) = guest.host {
            return Obstacle::Forced { host: host.clone() };
        }
        let asked = asked(guest);
        let nodes = || self.left.iter().enumerate().filter(|(node, _)| !gone.contains(node)).map(|(_, node)| node);
        for (index, resource) in Resource::ALL.into_iter().enumerate() {
            let Some(most) = nodes().map(|node| node.most[index]).max() else { return Obstacle::NoNodes };
            if asked[index] > most {
                return Obstacle::BeyondNode { resource, asked: asked[index], largest: most };
            }
        }
        let large_enough = || nodes().filter(|node| node.may_hold(asked));
        if large_enough().next().is_none() {
            return Obstacle::NoneHasAll;
        }
        let left = |index: usize| large_enough().map(|node| node.gives()[index]).max().unwrap_or(0);
        let short = Resource::ALL.into_iter().enumerate().find(|(index, _)| asked[*index] > left(*index));
        match (short, &guest.group) {
            (Some((index, resource)), _) => Obstacle::Full { resource, asked: asked[index], left: left(index) },
            (None, Some((group, _))) => Obstacle::Apart { group: group.clone() },
            (None, None) => Obstacle::Full { resource: Resource::Memory, asked: asked[0], left: left(0) },
        }
    }
}

/// The nodes are what others leave of them: too small is too full.
fn beside(obstacle: Obstacle) -> Obstacle {
    match obstacle {
        Obstacle::TooLarge { resource, asked, largest } => Obstacle::Full { resource, asked, left: largest },
        other => other,
    }
}
