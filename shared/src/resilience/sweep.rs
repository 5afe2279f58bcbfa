//! Each machine and each pool failed in turn: single points of failure.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::Serialize;

use crate::{
    capacity::{guests::guests, settle::settle},
    diagnostic::Subject,
    model::{Keyed, Kind, Lab, RecordRef},
    value::Name,
};

use super::{
    evaluate::Rooms,
    failed::Lost,
    groups::Members,
    layout::Layout,
    outcome::{Effect, Outcome},
    shared_fate::SharedFate,
};

/// What each single failure takes with it.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Sweep {
    pub lab: Name,
    /// Each machine failed in turn, in the lab's order, then each pool. Of groups whose members are guests, those are named that have
    /// one on the failed machine by the placement that capacity counts with.
    pub failures: Vec<Outcome>,
    /// Groups that are to survive the loss of a member, but may lose their majority with one machine.
    pub shared: Vec<SharedFate>,
}

impl Sweep {
    /// The failures that take something with them that was to survive.
    pub fn single_points(&self) -> impl Iterator<Item = &Outcome> {
        self.failures.iter().filter(|outcome| outcome.effect == Effect::Broken)
    }
}

/// Fails each machine and each pool in turn.
pub fn sweep(lab: &Lab) -> Sweep {
    let guests = guests(lab);
    let clouds = settle(lab, &guests);
    let layout = Layout::of(lab, &clouds);
    let touched = Touched::of(&layout);
    let rooms = layout.rooms(0..clouds.len());
    let machines = lab.machines.iter().enumerate().map(|(number, machine)| {
        let subject = Subject::record(RecordRef::new(Kind::Machines, machine.id()));
        let lost = Lost { machines: BTreeSet::from([number]), ..Lost::default() };
        touched.fail(&layout, subject, &lost, &rooms)
    });
    let pools = lab.pools.iter().filter_map(|pool| {
        let subject = Subject::record(RecordRef::new(Kind::Pools, pool.id()));
        let lost = layout.resolve(std::slice::from_ref(&subject)).ok()?;
        Some(touched.fail(&layout, subject, &lost, &rooms))
    });
    Sweep { lab: lab.metadata.name.clone(), failures: machines.chain(pools).collect(), shared: super::shared_fate::all(&layout) }
}

/// The groups and addresses that each machine has a part in.
struct Touched {
    groups: BTreeMap<usize, BTreeSet<usize>>,
    vips: BTreeMap<usize, BTreeSet<usize>>,
}

impl Touched {
    fn of(layout: &Layout<'_>) -> Self {
        let mut touched = Touched { groups: BTreeMap::new(), vips: BTreeMap::new() };
        let numbers: BTreeMap<(usize, usize), usize> =
            layout.nodes.iter().flat_map(|(machine, nodes)| nodes.iter().map(move |node| (*node, *machine))).collect();
        let machines = |members: &Members| -> Vec<usize> {
            let placed = members.guests.iter().filter_map(|(cloud, guest)| {
                let node = layout.clouds[*cloud].places[*guest]?;
                numbers.get(&(*cloud, node)).copied()
            });
            members.machines.iter().copied().chain(placed).collect()
        };
        for (number, group) in layout.groups.iter().enumerate() {
            for machine in machines(&group.members) {
                touched.groups.entry(machine).or_default().insert(number);
            }
        }
        for (number, vip) in layout.vips.iter().enumerate() {
            for machine in machines(&vip.holders) {
                touched.vips.entry(machine).or_default().insert(number);
            }
        }
        touched
    }

    fn fail<'a>(&self, layout: &Layout<'a>, subject: Subject, lost: &Lost, rooms: &Rooms<'a, '_>) -> Outcome {
        let of = |parts: &BTreeMap<usize, BTreeSet<usize>>| -> BTreeSet<usize> {
            lost.machines.iter().filter_map(|machine| parts.get(machine)).flatten().copied().collect()
        };
        let nodes = layout.lost_nodes(&lost.machines);
        layout.outcome(vec![subject], lost, &nodes, of(&self.groups), of(&self.vips), rooms)
    }
}
