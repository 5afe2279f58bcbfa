//! Which choices can help at all: those that relieve what is too tight, or what another helpful choice makes tighter.
//!
//! Without the others every set that fits still fits, with less change; so none of them is in a best set.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    capacity::{
        guests::{Phase, guests},
        placement::compute_nodes,
    },
    diagnostic::Diagnostic,
    model::Lab,
    rules::{NO_PLACE, pressures},
};

use super::Place;

/// What a lab asks of one thing beyond what there is of it: the lower, the better. By the rule that compares it, and what it is about.
pub(super) type Strains = BTreeMap<(&'static str, String), i128>;

/// All that is strained in a lab: the host, and each compute node and guest.
pub(super) fn strains(lab: &Lab, place: Place<'_>) -> Strains {
    let mut strains: Strains = pressures(lab, place.facts, place.instance)
        .into_iter()
        .map(|pressure| ((pressure.rule, pressure.subject.to_string()), pressure.excess))
        .collect();
    for cloud in lab.clouds.iter() {
        for node in compute_nodes(lab, cloud) {
            for (what, has) in [("vcpus", node.vcpus), ("memory", node.memory.bytes()), ("disk", node.disk.bytes())] {
                strains.insert((NO_PLACE, format!("node {} {} {what}", cloud.name, node.machine.name)), -i128::from(has));
            }
        }
    }
    for guest in guests(lab) {
        let phase = if guest.phase == Phase::Install { "install" } else { "always" };
        let asks = [
            ("vcpus", guest.vcpus().map_or(0, u64::from)),
            ("memory", guest.memory().unwrap_or_default().bytes()),
            ("disk", guest.local_disk().unwrap_or_default().bytes()),
            ("forced", guest.host.is_some().into()),
            ("apart", guest.group.is_some().into()),
            ("there", 1),
        ];
        for (what, asked) in asks {
            strains.insert((NO_PLACE, format!("guest {} {} {phase} {what}", guest.project.name, guest.name)), i128::from(asked));
        }
    }
    strains
}

/// What a choice relieves and what it tightens, by rule and, on the host, by subject. All of the guests' room is one thing.
pub(super) struct Change {
    relieves: BTreeSet<(&'static str, String)>,
    tightens: BTreeSet<(&'static str, String)>,
}

impl Change {
    pub fn between(before: &Strains, after: &Strains) -> Change {
        let (mut relieves, mut tightens) = (BTreeSet::new(), BTreeSet::new());
        for key in before.keys().chain(after.keys()) {
            let (old, new) = (before.get(key), after.get(key));
            // A node that goes takes its room along; a guest that goes asks for nothing.
            let value = |strain: Option<&i128>| strain.copied().unwrap_or(0);
            let thing = if key.0 == NO_PLACE { (NO_PLACE, String::new()) } else { key.clone() };
            match value(new).cmp(&value(old)) {
                std::cmp::Ordering::Less => drop(relieves.insert(thing)),
                std::cmp::Ordering::Greater => drop(tightens.insert(thing)),
                std::cmp::Ordering::Equal => {}
            }
        }
        Change { relieves, tightens }
    }
}

/// What a finding says is too tight; `None` where that is not understood here.
fn tight(found: &Diagnostic) -> Option<(&'static str, String)> {
    let host = || "host".to_owned();
    Some(match found.rule.as_str() {
        NO_PLACE => (NO_PLACE, String::new()),
        "capacity/memory" | "capacity/machine-memory" => ("capacity/memory", host()),
        "capacity/vcpu-overcommit" => ("capacity/vcpu-overcommit", host()),
        "capacity/pool-overcommit" => ("capacity/pool-overcommit", found.subject.to_string()),
        "capacity/pool-full" => ("capacity/pool-full", found.subject.to_string()),
        _ => return None,
    })
}

/// Which changes can help against what does not fit.
pub(super) fn relevant(changes: &[Vec<Option<Change>>], misfits: &[Diagnostic]) -> Vec<Vec<bool>> {
    let all = || changes.iter().flatten().flatten();
    let Some(mut tight) = misfits.iter().map(tight).collect::<Option<BTreeSet<_>>>() else {
        return changes.iter().map(|slot| slot.iter().map(Option::is_some).collect()).collect();
    };
    loop {
        let more: BTreeSet<_> =
            all().filter(|change| !change.relieves.is_disjoint(&tight)).flat_map(|change| &change.tightens).cloned().collect();
        if more.is_subset(&tight) {
            break;
        }
        tight.extend(more);
    }
    let helps = |change: &Option<Change>| change.as_ref().is_some_and(|change| !change.relieves.is_disjoint(&tight));
    changes.iter().map(|slot| slot.iter().map(helps).collect()).collect()
}
