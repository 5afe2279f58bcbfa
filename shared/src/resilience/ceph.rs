//! Ceph's copies: how many of an object are left, in the worst case.

use std::collections::BTreeSet;

use crate::{
    capacity::account::osd_disks,
    diagnostic::Subject,
    figures::figures,
    model::{Ceph, Cloud, FailureDomain, Keyed, Kind, RecordRef, Role},
};

use super::{
    failed::Lost,
    layout::{Index, Layout},
    outcome::{Data, DataState},
};

/// The OSDs of a cloud's Ceph cluster.
pub(super) struct Osds<'a> {
    cloud: &'a Cloud,
    ceph: &'a Ceph,
    /// Each OSD by machine and disk, host after host.
    all: Vec<(usize, usize)>,
    machines: BTreeSet<usize>,
}

impl<'a> Osds<'a> {
    pub fn of(cloud: &'a Cloud, layout: &Layout<'a>, index: &Index<'a>) -> Option<Self> {
        let ceph = cloud.storage.ceph.as_ref()?;
        let mut all = Vec::new();
        for node in &cloud.nodes {
            let Some(machine) = index.machines.get(node.machine.as_str()).copied() else { continue };
            let of = layout.machines[machine];
            let role = node.role.unwrap_or(of.role);
            if role == Role::Ceph || (ceph.colocated && role == Role::Compute) {
                all.extend(osd_disks(of).map(|(number, _)| (machine, number)));
            }
        }
        let machines = all.iter().map(|(machine, _)| *machine).collect();
        (!all.is_empty()).then_some(Osds { cloud, ceph, all, machines })
    }

    /// What becomes of the data; `None` where no OSD is lost.
    pub fn fail(&self, lost: &Lost) -> Option<Data> {
        let mut touched = lost.machines.iter().chain(lost.disks.iter().map(|(machine, _)| machine));
        if !touched.any(|machine| self.machines.contains(machine)) {
            return None;
        }
        let is_gone = |osd: &(usize, usize)| lost.disks.contains(osd);
        let is_down = |osd: &(usize, usize)| is_gone(osd) || lost.machines.contains(&osd.0);
        let domain = |osd: &(usize, usize)| match self.ceph.failure_domain {
            FailureDomain::Host => (osd.0, 0),
            FailureDomain::Osd => *osd,
        };
        let domains = |is_counted: &dyn Fn(&(usize, usize)) -> bool| {
            self.all.iter().filter(|osd| is_counted(osd)).map(domain).collect::<BTreeSet<_>>().len()
        };
        let (all, down, gone) = (domains(&|_| true), domains(&is_down), domains(&is_gone));
        if down == 0 {
            return None;
        }
        let figures = &figures().ceph;
        let size = self.ceph.pool_size.unwrap_or(figures.pool_size.value);
        // Where there are fewer failure domains than copies, the rest was never made.
        let copies = usize::try_from(size).unwrap_or(usize::MAX).min(all);
        let left = copies.saturating_sub(down);
        let min_size = figures.min_size(size);
        let state = if copies.saturating_sub(gone) == 0 {
            DataState::Gone
        } else if left < usize::try_from(min_size).unwrap_or(usize::MAX) {
            DataState::Stalled
        } else {
            DataState::Degraded
        };
        let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        Some(Data {
            of: self.cloud.name.clone(),
            subject: Subject::field(RecordRef::new(Kind::Clouds, self.cloud.id()), "storage.ceph"),
            failure_domain: self.ceph.failure_domain.as_str().to_owned(),
            domains: count(all),
            lost: count(down),
            copies: size,
            min_size,
            copies_left: count(left),
            state,
            // Those that lose one of several OSDs take copies again.
            can_heal: self.surviving(is_down, domain) >= copies,
            source: figures.min_size_divisor.source.clone(),
        })
    }

    fn surviving(&self, is_down: impl Fn(&(usize, usize)) -> bool, domain: impl Fn(&(usize, usize)) -> (usize, usize)) -> usize {
        self.all.iter().filter(|osd| !is_down(osd)).map(domain).collect::<BTreeSet<_>>().len()
    }
}
