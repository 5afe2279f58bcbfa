use std::collections::{BTreeMap, BTreeSet};

use crate::{
    capacity::{
        placement::Obstacle,
        room::{Again, Room},
    },
    diagnostic::Subject,
};

use super::{
    failed::Lost,
    groups::{Group, Vip},
    layout::Layout,
    outcome::{Address, Effect, LostGuest, Majority, Outcome, Verdict},
    ranges::{LostNodes, Range},
};

/// The room of each cloud that is left beside its guests; made once where many failures are looked at.
pub(super) type Rooms<'a, 'b> = BTreeMap<usize, Room<'a, 'b>>;

impl<'a> Layout<'a> {
    /// What is lost.
    pub(super) fn fail(&self, failed: Vec<Subject>, lost: &Lost) -> Outcome {
        let nodes = self.lost_nodes(&lost.machines);
        let rooms = self.rooms(nodes.keys().copied());
        let groups = 0..self.groups.len();
        self.outcome(failed, lost, &nodes, groups, 0..self.vips.len(), &rooms)
    }

    pub(super) fn rooms(&self, clouds: impl Iterator<Item = usize>) -> Rooms<'a, '_> {
        clouds.map(|cloud| (cloud, Room::left(&self.clouds[cloud]))).collect()
    }

    /// The same, looking at some of the groups and addresses only.
    pub(super) fn outcome(
        &self,
        failed: Vec<Subject>,
        lost: &Lost,
        nodes: &LostNodes,
        groups: impl IntoIterator<Item = usize>,
        vips: impl IntoIterator<Item = usize>,
        rooms: &Rooms<'a, '_>,
    ) -> Outcome {
        let majority = |group: usize| self.majority(&self.groups[group], lost, nodes);
        let address = |vip: usize| self.address(&self.vips[vip], lost, nodes);
        let mut outcome = Outcome {
            failed,
            effect: Effect::Nothing,
            machines: lost.machines.iter().map(|machine| self.machines[*machine].name.clone()).collect(),
            majorities: groups.into_iter().filter_map(majority).collect(),
            data: self.osds.iter().filter_map(|osds| osds.fail(lost)).collect(),
            addresses: vips.into_iter().filter_map(address).collect(),
            services: lost.machines.iter().filter_map(|machine| self.services.get(machine)).flatten().cloned().collect(),
            guests: nodes.iter().flat_map(|(cloud, nodes)| self.guests(*cloud, nodes, rooms)).collect(),
        };
        outcome.effect = outcome.effect_of();
        outcome
    }

    pub(super) fn verdict(&self, group: &Group, range: Range) -> Verdict {
        let (members, needed) = (group.members.count(), group.needed());
        if members.saturating_sub(range.most) >= needed {
            Verdict::Survives
        } else if members.saturating_sub(range.least) < needed {
            Verdict::Lost
        } else {
            Verdict::Depends
        }
    }

    /// A group that loses members, or may.
    fn majority(&self, group: &Group, lost: &Lost, nodes: &LostNodes) -> Option<Majority> {
        let range = self.range(&group.members, &lost.machines, nodes);
        if range.most == 0 {
            return None;
        }
        let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        Some(Majority {
            kind: group.kind,
            of: group.of.clone(),
            subject: group.subject.clone(),
            members: count(group.members.count()),
            needed: count(group.needed()),
            lost_at_least: count(range.least),
            lost_at_most: count(range.most),
            verdict: self.verdict(group, range),
            source: group.figure.source.clone(),
        })
    }

    /// An address that nobody holds any more, or perhaps nobody.
    fn address(&self, vip: &Vip, lost: &Lost, nodes: &LostNodes) -> Option<Address> {
        let range = self.range(&vip.holders, &lost.machines, nodes);
        if range.most == 0 {
            return None;
        }
        let holders = vip.holders.count();
        let verdict = match vip.group {
            Some(group) => self.verdict(&self.groups[group], range),
            None if range.least >= holders => Verdict::Lost,
            None if range.most >= holders => Verdict::Depends,
            None => Verdict::Survives,
        };
        (verdict != Verdict::Survives).then(|| Address {
            address: vip.address,
            what: vip.what.clone(),
            of: vip.of.clone(),
            holders: u32::try_from(holders).unwrap_or(u32::MAX),
            verdict,
        })
    }

    /// The guests on lost nodes of a cloud, and where there is room for them.
    fn guests(&self, cloud: usize, lost: &BTreeSet<usize>, rooms: &Rooms<'a, '_>) -> Vec<LostGuest> {
        let settled = &self.clouds[cloud];
        let gone: Vec<(usize, usize)> = lost
            .iter()
            .flat_map(|node| self.on_node.get(&(cloud, *node)).into_iter().flatten().map(move |guest| (*guest, *node)))
            .collect();
        let again = match rooms.get(&cloud) {
            Some(room) if !gone.is_empty() => room.place(&gone.iter().map(|(guest, _)| settled.guests[*guest]).collect::<Vec<_>>(), lost),
            _ => Again::default(),
        };
        let mut why: BTreeMap<usize, String> = BTreeMap::new();
        for (number, obstacle) in &again.homeless {
            let guest = settled.guests[gone[*number].0];
            let doubt = if again.is_certain { "" } else { " (another order might fit)" };
            let reason = match (guest.host, obstacle) {
                (Some(host), _) => format!("it is forced onto {host}"),
                (None, Obstacle::NoNodes) => "the cloud has no other compute node".to_owned(),
                (None, obstacle) => format!("{}{doubt}", obstacle.because(guest)),
            };
            why.insert(*number, reason);
        }
        let lost_guest = |(number, (guest, node)): (usize, (usize, usize))| {
            let of = settled.guests[guest];
            LostGuest {
                guest: of.name.clone(),
                subject: of.subject.clone(),
                on: settled.nodes[node].machine.name.clone(),
                is_certain: of.host.is_some() || settled.nodes.len() == 1,
                again: again.places.get(number).copied().flatten().map(|place| settled.nodes[place].machine.name.clone()),
                homeless: why.remove(&number),
            }
        };
        gone.into_iter().enumerate().map(lost_guest).collect()
    }
}
