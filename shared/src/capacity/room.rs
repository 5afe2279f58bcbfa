//! What compute nodes have left beside the guests that stay where they are.

use std::collections::BTreeSet;

use crate::value::Size;

use super::{
    guests::{Guest, Phase},
    placement::{Node, Obstacle, place},
    settle::Settled,
};

/// The room that is left on a cloud's compute nodes.
pub struct Room<'a, 'b> {
    settled: &'b Settled<'a>,
    /// Nodes with what is left of them.
    nodes: Vec<Node<'a>>,
    /// The node's number in the cloud.
    numbers: Vec<usize>,
}

impl<'a, 'b> Room<'a, 'b> {
    /// What is left once clusters are installed.
    pub fn left(settled: &'b Settled<'a>) -> Self {
        Room::without(settled, &BTreeSet::new())
    }

    /// The same without some of the nodes, by their numbers.
    pub fn without(settled: &'b Settled<'a>, gone: &BTreeSet<usize>) -> Self {
        let mut nodes = settled.nodes.clone();
        for (guest, place) in settled.guests.iter().zip(&settled.places) {
            let Some(node) = place.filter(|_| guest.phase == Phase::Always).map(|place| &mut nodes[place]) else { continue };
            let less = |size: Size, by: Option<Size>| size.saturating_sub(by.unwrap_or_default());
            node.vcpus = node.vcpus.saturating_sub(guest.vcpus().unwrap_or_default().into());
            node.memory = less(node.memory, guest.memory());
            node.disk = less(node.disk, guest.local_disk());
        }
        let (numbers, nodes) = nodes.into_iter().enumerate().filter(|(number, _)| !gone.contains(number)).unzip();
        Room { settled, nodes, numbers }
    }

    /// Places further guests beside those that are there: the node's number of each, and those without a place.
    pub fn place(&self, extra: &[&Guest<'a>]) -> (Vec<Option<usize>>, Vec<(usize, Obstacle)>) {
        let groups: BTreeSet<&str> = extra.iter().filter_map(|guest| Some(guest.group.as_ref()?.0.as_str())).collect();
        // Members of a group that are there already take part without taking room.
        let stays = |(guest, place): (&&Guest<'a>, &Option<usize>)| {
            let node = place.filter(|place| self.numbers.binary_search(place).is_ok())?;
            let is_member = guest.phase == Phase::Always && guest.group.as_ref().is_some_and(|(group, _)| groups.contains(group.as_str()));
            is_member.then(|| Guest { flavor: None, host: Some(&self.settled.nodes[node].machine.name), ..(*guest).clone() })
        };
        let standing: Vec<Guest<'a>> =
            if groups.is_empty() { Vec::new() } else { self.settled.guests.iter().zip(&self.settled.places).filter_map(stays).collect() };
        let all: Vec<&Guest<'a>> = extra.iter().copied().chain(&standing).collect();
        let placement = place(&self.nodes, &all);
        let places = placement.places.into_iter().take(extra.len()).map(|place| place.map(|place| self.numbers[place])).collect();
        (places, placement.homeless.into_iter().filter(|(guest, _)| *guest < extra.len()).collect())
    }
}
