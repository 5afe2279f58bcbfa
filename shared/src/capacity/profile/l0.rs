//! The stages of L0: what others have, volumes, machines, the nodes of clouds.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    capacity::account::{Claimant, HolderKind, Quantity},
    model::{Cloud, Lab, Machine},
};

use super::{
    StageKind,
    build::{Builder, list},
};

/// What others claim before the lab is there.
pub(super) fn before(builder: &mut Builder<'_>) {
    let title = || "before".to_owned();
    let what = "what the host carries already".to_owned();
    builder.stage(StageKind::Before, None, title(), what, |builder| {
        claims(builder, &[HolderKind::Host, HolderKind::Pool], &[Claimant::Other, Claimant::Files]);
    });
}

/// The volumes of the lab's machines and the copies of base images.
pub(super) fn volumes(builder: &mut Builder<'_>) {
    let what = "volumes are made, base images copied into the pools".to_owned();
    builder.stage(StageKind::Volumes, None, "volumes".to_owned(), what, |builder| {
        claims(builder, &[HolderKind::Pool], &[Claimant::Disk, Claimant::Image]);
    });
}

/// What the account has as claims of some kinds.
fn claims(builder: &mut Builder<'_>, kinds: &[HolderKind], claimants: &[Claimant]) {
    for kind in kinds {
        for holder in builder.holders(*kind) {
            for budget in &builder.account.holders[holder].budgets {
                let claims = budget.claims.iter().filter(|claim| claimants.contains(&claim.by));
                let sum: u128 = claims.filter_map(|claim| claim.amount).map(u128::from).sum();
                builder.add(holder, budget.resource, sum as i128);
            }
        }
    }
}

/// The machines that apply starts, in waves: those first that wait for none.
pub(super) fn machines(builder: &mut Builder<'_>, lab: &Lab) {
    let waves = waves(lab);
    let count = waves.len();
    for (number, wave) in waves.into_iter().enumerate() {
        let title = if count == 1 { "machines".to_owned() } else { format!("machines, wave {} of {count}", number + 1) };
        let what = format!("started: {}", list(wave.iter().map(|machine| machine.name.as_str())));
        builder.stage(StageKind::Machines, None, title, what, |builder| run(builder, &wave, 1));
    }
}

/// Started machines by how many others must start before each of them, one after the other.
fn waves(lab: &Lab) -> Vec<Vec<&Machine>> {
    let mut started: BTreeMap<&str, &Machine> = BTreeMap::new();
    for machine in lab.machines.iter().filter(|machine| machine.started) {
        started.entry(machine.name.as_str()).or_insert(machine);
    }
    let mut depths: BTreeMap<&str, usize> = BTreeMap::new();
    for name in started.keys().copied() {
        // A walk instead of a recursion: a chain may be as long as the lab.
        let mut path: Vec<(&str, usize)> = vec![(name, 0)];
        let mut on_path: BTreeSet<&str> = BTreeSet::from([name]);
        while let Some((name, next)) = path.last_mut() {
            let (name, after) = (*name, &started[*name].after);
            if let Some(before) = after.get(*next) {
                *next += 1;
                let before = before.as_str();
                if started.contains_key(before) && !depths.contains_key(before) && on_path.insert(before) {
                    path.push((before, 0));
                }
                continue;
            }
            let depth = after.iter().filter_map(|before| depths.get(before.as_str())).map(|depth| depth + 1).max().unwrap_or(0);
            depths.insert(name, depth);
            on_path.remove(name);
            path.pop();
        }
    }
    let mut waves: Vec<Vec<&Machine>> = Vec::new();
    for machine in lab.machines.iter().filter(|machine| machine.started) {
        let depth = depths.get(machine.name.as_str()).copied().unwrap_or(0);
        if waves.len() <= depth {
            waves.resize_with(depth + 1, Vec::new);
        }
        waves[depth].push(machine);
    }
    waves
}

/// The machines that are powered on when a cloud is installed, not by apply.
pub(super) fn cloud(builder: &mut Builder<'_>, lab: &Lab, cloud: &Cloud) {
    let nodes: BTreeMap<&str, _> = cloud.nodes.iter().rev().map(|node| (node.machine.as_str(), node)).collect();
    let powered: Vec<&Machine> =
        lab.machines.iter().filter(|machine| !machine.started && nodes.contains_key(machine.name.as_str())).collect();
    let names = |machines: &[&Machine]| list(machines.iter().map(|machine| machine.name.as_str()));
    let name = &cloud.name;
    let director = cloud.deployment.director();
    let mut deployed = powered.clone();
    if let Some(director) = director.filter(|director| !director.counts.is_empty()) {
        let role = |machine: &Machine| nodes[machine.name.as_str()].role.unwrap_or(machine.role);
        // Which of a role's nodes are deployed is not known beforehand: the largest are counted.
        deployed.sort_by_key(|machine| std::cmp::Reverse((machine.memory, machine.vcpus)));
        let mut left: BTreeMap<_, u32> = director.counts.iter().map(|count| (count.role, count.count)).collect();
        deployed.retain(|machine| match left.get_mut(&role(machine)) {
            Some(0) => false,
            Some(count) => {
                *count -= 1;
                true
            }
            None => true,
        });
    }
    if director.is_some_and(|director| director.introspect) {
        let what = format!("powered on by the director: {}", names(&powered));
        builder.stage(StageKind::Introspection, Some(name), format!("{name}: introspection"), what, |builder| run(builder, &powered, 1));
        let surplus: Vec<&Machine> =
            powered.iter().copied().filter(|machine| !deployed.iter().any(|other| other.name == machine.name)).collect();
        let what = format!("off again: {}", names(&surplus));
        builder.stage(StageKind::Cloud, Some(name), format!("{name}: nodes run"), what, |builder| run(builder, &surplus, -1));
    } else {
        let what = format!("powered on: {}", names(&deployed));
        builder.stage(StageKind::Cloud, Some(name), format!("{name}: nodes run"), what, |builder| run(builder, &deployed, 1));
    }
}

/// Machines take CPUs and memory of the host, or give them back.
pub(super) fn run(builder: &mut Builder<'_>, machines: &[&Machine], sign: i128) {
    let sum = |of: fn(&Machine) -> u64| machines.iter().map(|machine| i128::from(of(machine))).sum::<i128>() * sign;
    for holder in builder.holders(HolderKind::Host) {
        builder.add(holder, Quantity::Vcpus, sum(|machine| machine.vcpus.into()));
        builder.add(holder, Quantity::Memory, sum(|machine| machine.memory.bytes()));
    }
    let names: BTreeSet<&str> = machines.iter().map(|machine| machine.name.as_str()).collect();
    for holder in builder.holders(HolderKind::NumaNode) {
        for budget in &builder.account.holders[holder].budgets {
            let here = budget.claims.iter().filter(|claim| names.contains(claim.name.as_str()));
            let sum: i128 = here.filter_map(|claim| claim.amount).map(i128::from).sum();
            builder.add(holder, budget.resource, sum * sign);
        }
    }
}
