//! L2 on L1: which guest goes to which compute node.

mod node;
mod search;
#[cfg(test)]
mod tests;

use crate::value::Name;

use super::guests::Guest;

pub use node::{Node, Resource, asked, compute_nodes, nodes_of};
use search::Search;

/// Why a guest has no place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Obstacle {
    /// No node is as large as the guest, even empty; the largest has so much.
    TooLarge { resource: Resource, asked: u64, largest: u64 },
    /// A ratio promises enough on some node, but a single guest may have no more than a node itself has; the largest has so much.
    BeyondNode { resource: Resource, asked: u64, largest: u64 },
    /// Some node by itself has enough of each resource, none has all of them.
    NoneHasAll,
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
    // Who is too large for every node stays without a place wherever the others go.
    let is_hopeless = |why: &Obstacle| matches!(why, Obstacle::TooLarge { .. } | Obstacle::BeyondNode { .. } | Obstacle::NoneHasAll);
    if homeless.iter().any(|(_, why)| is_hopeless(why)) || exceeds(nodes, guests) {
        return Placement { places: greedy.places, homeless, is_certain: true };
    }
    let mut tries = if guests.len() > SEARCHED { 0 } else { TRIES };
    let mut search = Search::new(nodes, guests);
    match search.all(0, &mut tries) {
        Some(true) => Placement { places: search.places, homeless: Vec::new(), is_certain: true },
        found => Placement { places: greedy.places, homeless, is_certain: found.is_some() },
    }
}

/// Whether guests ask for more than all nodes have together.
fn exceeds(nodes: &[Node<'_>], guests: &[&Guest<'_>]) -> bool {
    let sum = |amounts: &mut dyn Iterator<Item = [u64; 3]>| {
        amounts.fold([0u128; 3], |sum, amount| std::array::from_fn(|index| sum[index] + u128::from(amount[index])))
    };
    let has = sum(&mut nodes.iter().map(Node::gives));
    let asked = sum(&mut guests.iter().map(|guest| asked(guest)));
    asked.iter().zip(has).any(|(asked, has)| *asked > has)
}
