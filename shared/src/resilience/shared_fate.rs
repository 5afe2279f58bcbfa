//! Groups that are made to survive the loss of a member, but whose members may share a machine.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::Serialize;

use crate::{diagnostic::Subject, value::Name};

use super::{
    groups::Group,
    layout::Layout,
    outcome::{MajorityKind, Verdict},
};

/// A group that may lose its majority with one machine, though it has members to spare.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct SharedFate {
    pub kind: MajorityKind,
    /// The cluster or the cloud.
    pub of: Name,
    pub subject: Subject,
    pub members: u32,
    /// One machine whose loss does it.
    pub machine: Name,
    /// How many members it may hold.
    pub there: u32,
    /// It does so wherever guests run; otherwise where Nova puts them on one node.
    pub is_certain: bool,
}

/// Every such group.
pub(super) fn all(layout: &Layout<'_>) -> Vec<SharedFate> {
    let by_name: BTreeMap<&str, usize> =
        layout.machines.iter().enumerate().rev().map(|(number, machine)| (machine.name.as_str(), number)).collect();
    // The largest nodes can hold most members.
    let largest: Vec<Vec<usize>> = layout
        .clouds
        .iter()
        .map(|cloud| {
            let mut nodes: Vec<_> = cloud.nodes.iter().collect();
            nodes.sort_by_key(|node| std::cmp::Reverse((node.memory, node.vcpus)));
            nodes.iter().take(LOOKED_AT).filter_map(|node| by_name.get(node.machine.name.as_str()).copied()).collect()
        })
        .collect();
    layout.groups.iter().filter_map(|group| of(layout, group, &by_name, &largest)).collect()
}

/// Compute nodes that are looked at in each cloud, beside those that guests are forced onto.
const LOOKED_AT: usize = 4;

fn of(layout: &Layout<'_>, group: &Group, by_name: &BTreeMap<&str, usize>, largest: &[Vec<usize>]) -> Option<SharedFate> {
    let members = group.members.count();
    // Who cannot lose any member says nothing by losing one.
    if members - group.needed().min(members) == 0 {
        return None;
    }
    let mut candidates: BTreeSet<usize> = group.members.machines.iter().copied().collect();
    let clouds: BTreeSet<usize> = group.members.guests.iter().map(|(cloud, _)| *cloud).collect();
    for cloud in clouds {
        candidates.extend(largest.get(cloud).into_iter().flatten());
    }
    for (cloud, guest) in &group.members.guests {
        let host = layout.clouds[*cloud].guests[*guest].host;
        candidates.extend(host.and_then(|host| by_name.get(host.as_str())));
    }
    let look = |machine: &usize| {
        let machines = BTreeSet::from([*machine]);
        let nodes = layout.lost_nodes(&machines);
        let range = layout.range(&group.members, &machines, &nodes);
        let verdict = layout.verdict(group, range);
        (verdict != Verdict::Survives).then_some((verdict, range.most, std::cmp::Reverse(*machine)))
    };
    let (verdict, there, std::cmp::Reverse(machine)) = candidates.iter().filter_map(look).max()?;
    Some(SharedFate {
        kind: group.kind,
        of: group.of.clone(),
        subject: group.subject.clone(),
        members: u32::try_from(members).unwrap_or(u32::MAX),
        machine: layout.machines[machine].name.clone(),
        there: u32::try_from(there).unwrap_or(u32::MAX),
        is_certain: verdict == Verdict::Lost,
    })
}
