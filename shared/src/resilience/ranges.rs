//! How many members of a group are lost: at least, wherever Nova puts guests, and at most.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    capacity::{
        guests::Guest,
        placement::{Node, asked},
        settle::Settled,
    },
    model::ServerGroupPolicy,
};

use super::{groups::Members, layout::Layout};

/// At least so many, and at most.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Range {
    pub least: usize,
    pub most: usize,
}

/// The compute nodes that are lost, by cloud.
pub(super) type LostNodes = BTreeMap<usize, BTreeSet<usize>>;

impl Layout<'_> {
    pub(super) fn lost_nodes(&self, machines: &BTreeSet<usize>) -> LostNodes {
        let mut lost: LostNodes = BTreeMap::new();
        for (cloud, node) in machines.iter().filter_map(|machine| self.nodes.get(machine)).flatten() {
            lost.entry(*cloud).or_default().insert(*node);
        }
        lost
    }

    /// How many of a group's members are lost.
    pub(super) fn range(&self, members: &Members, machines: &BTreeSet<usize>, nodes: &LostNodes) -> Range {
        let failed = members.machines.iter().filter(|machine| machines.contains(machine)).count();
        let mut range = match members.of_machines {
            None => Range { least: failed, most: failed },
            // Which of them are members is not known.
            Some(count) => Range { least: failed.saturating_sub(members.machines.len() - count), most: failed.min(count) },
        };
        let mut clouds: BTreeMap<usize, Vec<&Guest<'_>>> = BTreeMap::new();
        for (cloud, guest) in &members.guests {
            clouds.entry(*cloud).or_default().push(self.clouds[*cloud].guests[*guest]);
        }
        for (cloud, guests) in clouds {
            let Some(lost) = nodes.get(&cloud) else { continue };
            let guests = of_guests(&self.clouds[cloud], &guests, lost);
            range = Range { least: range.least + guests.least, most: range.most + guests.most };
        }
        range
    }
}

/// How many guests of one cloud are lost with some of its nodes.
fn of_guests(settled: &Settled<'_>, guests: &[&Guest<'_>], lost: &BTreeSet<usize>) -> Range {
    let forced = |guest: &Guest<'_>| guest.host.map(|host| settled.nodes.iter().position(|node| node.machine.name == *host));
    let is_lost = |node: Option<usize>| node.is_some_and(|node| lost.contains(&node));
    let certain = guests.iter().filter_map(|guest| forced(guest)).filter(|node| is_lost(*node)).count();
    let free: Vec<&Guest<'_>> = guests.iter().copied().filter(|guest| guest.host.is_none()).collect();
    let count = free.len();
    let left = settled.nodes.len() - lost.len();
    if left == 0 {
        return Range { least: certain + count, most: certain + count };
    }
    let is_apart = free.iter().all(|guest| matches!(&guest.group, Some((_, ServerGroupPolicy::AntiAffinity))));
    let is_one_group = free.windows(2).all(|pair| pair[0].group == pair[1].group);
    if is_apart && is_one_group {
        return Range { least: certain + count.saturating_sub(left), most: certain + count.min(lost.len()) };
    }
    // No more of them than there is room for, were the nodes empty.
    let smallest = smallest(&free);
    let room = |is_counted: &dyn Fn(usize) -> bool| {
        let nodes = settled.nodes.iter().enumerate().filter(|(number, _)| is_counted(*number));
        nodes.map(|(_, node)| fitting(node, smallest)).fold(0usize, usize::saturating_add)
    };
    let fits = |guest: &Guest<'_>, is_counted: &dyn Fn(usize) -> bool| {
        settled.nodes.iter().enumerate().any(|(number, node)| is_counted(number) && fitting(node, asked(guest)) > 0)
    };
    let stands = |number: usize| !lost.contains(&number);
    let falls = |number: usize| lost.contains(&number);
    let elsewhere = free.iter().filter(|guest| fits(guest, &stands)).count().min(room(&stands));
    let there = free.iter().filter(|guest| fits(guest, &falls)).count().min(room(&falls));
    let least = count - elsewhere;
    Range { least: certain + least, most: certain + there.max(least) }
}

fn smallest(guests: &[&Guest<'_>]) -> [u64; 3] {
    let all = guests.iter().map(|guest| asked(guest));
    all.reduce(|one, other| std::array::from_fn(|index| one[index].min(other[index]))).unwrap_or_default()
}

/// How many guests of a size an empty node holds.
fn fitting(node: &Node<'_>, asked: [u64; 3]) -> usize {
    if !node.may_hold(asked) {
        return 0;
    }
    let counts = node.gives().into_iter().zip(asked).filter_map(|(has, asked)| has.checked_div(asked));
    counts.min().map_or(usize::MAX, |count| usize::try_from(count).unwrap_or(usize::MAX))
}
