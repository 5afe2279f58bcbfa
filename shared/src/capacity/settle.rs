//! L2 on L1: the guests of each cloud in their places, those that are there during an installation only among them.

use std::collections::BTreeMap;

use crate::model::{Cloud, Lab};

use super::{
    guests::{Guest, Phase},
    placement::{Node, Obstacle, compute_nodes, place},
};

/// The guests of a cloud on its compute nodes.
#[derive(Clone, Debug)]
pub struct Settled<'a> {
    pub cloud: &'a Cloud,
    pub nodes: Vec<Node<'a>>,
    pub guests: Vec<&'a Guest<'a>>,
    /// The node of each guest, both by their numbers; absent for a guest without a place.
    pub places: Vec<Option<usize>>,
    pub homeless: Vec<(usize, Obstacle)>,
    /// Whether it is certain that no other placement has room for all.
    pub is_certain: bool,
}

/// Places the guests of every cloud whose compute nodes are in the lab. The room of another cloud is not known.
///
/// All that is there for good is placed together with the largest of the guests that an installation needs for a while; clusters are
/// installed one at a time, so each of the others may take the room that this one leaves.
pub fn settle<'a>(lab: &'a Lab, guests: &'a [Guest<'a>]) -> Vec<Settled<'a>> {
    let mut by_cloud: BTreeMap<&str, Vec<&'a Guest<'a>>> = BTreeMap::new();
    for guest in guests {
        if let Some(cloud) = guest.cloud {
            by_cloud.entry(cloud.name.as_str()).or_default().push(guest);
        }
    }
    let mut settled = Vec::new();
    for cloud in lab.clouds.iter() {
        let nodes = compute_nodes(lab, cloud);
        if nodes.is_empty() {
            continue;
        }
        let guests = by_cloud.remove(cloud.name.as_str()).unwrap_or_default();
        settled.push(of_cloud(cloud, nodes, guests));
    }
    settled
}

fn of_cloud<'a>(cloud: &'a Cloud, nodes: Vec<Node<'a>>, guests: Vec<&'a Guest<'a>>) -> Settled<'a> {
    let temporary: Vec<usize> = (0..guests.len()).filter(|guest| guests[*guest].phase == Phase::Install).collect();
    let largest = temporary.iter().copied().max_by_key(|guest| (guests[*guest].memory(), guests[*guest].vcpus(), usize::MAX - guest));
    let chosen: Vec<usize> = (0..guests.len()).filter(|guest| guests[*guest].phase == Phase::Always || Some(*guest) == largest).collect();
    let placement = place(&nodes, &chosen.iter().map(|guest| guests[*guest]).collect::<Vec<_>>());
    let mut places = vec![None; guests.len()];
    for (index, guest) in chosen.iter().enumerate() {
        places[*guest] = placement.places[index];
    }
    let mut homeless: Vec<(usize, Obstacle)> = placement.homeless.into_iter().map(|(index, why)| (chosen[index], why)).collect();
    let mut is_certain = placement.is_certain;
    for guest in temporary.into_iter().filter(|guest| Some(*guest) != largest) {
        // As large or smaller: where the largest stands there is room for this one. A bootstrap is alone in its group and forced nowhere.
        let stands = largest.and_then(|largest| places[largest]);
        if stands.is_some() && fits_instead(guests[guest], largest.map(|largest| guests[largest])) {
            places[guest] = stands;
            continue;
        }
        let with: Vec<usize> = (0..guests.len()).filter(|other| guests[*other].phase == Phase::Always || *other == guest).collect();
        let placement = place(&nodes, &with.iter().map(|guest| guests[*guest]).collect::<Vec<_>>());
        let at = with.iter().position(|other| *other == guest).unwrap_or_default();
        places[guest] = placement.places[at];
        if let Some((_, why)) = placement.homeless.into_iter().find(|(index, _)| *index == at) {
            homeless.push((guest, why));
            is_certain &= placement.is_certain;
        }
    }
    homeless.sort_by_key(|(guest, _)| *guest);
    Settled { cloud, nodes, guests, places, homeless, is_certain }
}

/// Whether a guest takes no more of anything than another one.
fn fits_instead(guest: &Guest<'_>, other: Option<&Guest<'_>>) -> bool {
    other.is_some_and(|other| {
        guest.memory() <= other.memory()
            && guest.vcpus() <= other.vcpus()
            && guest.local_disk().unwrap_or_default() <= other.local_disk().unwrap_or_default()
    })
}
