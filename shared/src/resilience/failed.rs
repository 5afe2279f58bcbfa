use std::collections::BTreeSet;

use thiserror::Error;

use crate::{
    diagnostic::Subject,
    model::{Keyed, Kind},
};

use super::layout::Layout;

/// A subject that cannot fail in a lab.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{0} is nothing of the lab that can fail; write host, machines[NAME], machines[NAME].disks[DISK] or pools[NAME]")]
pub struct NotThere(pub Subject);

/// What does not work any more, by the numbers in the lab.
#[derive(Clone, Debug, Default)]
pub(super) struct Lost {
    /// Machines that do not run: they failed, or their system disk did.
    pub machines: BTreeSet<usize>,
    /// Disks of machines that are gone for good.
    pub disks: BTreeSet<(usize, usize)>,
}

impl Layout<'_> {
    /// What does not work any more if these fail.
    pub(super) fn resolve(&self, failed: &[Subject]) -> Result<Lost, NotThere> {
        let mut lost = Lost::default();
        for subject in failed {
            let not_there = || NotThere(subject.clone());
            let id = subject.record.id.as_ref().map(|id| id.as_str());
            match (subject.record.kind, id, &subject.field) {
                (Kind::Host, None, None) => {
                    lost.machines.extend(0..self.machines.len());
                    let disks =
                        self.machines.iter().enumerate().flat_map(|(machine, of)| (0..of.disks.len()).map(move |disk| (machine, disk)));
                    lost.disks.extend(disks);
                }
                (Kind::Machines, Some(id), field) => {
                    let machine = self.machines.iter().position(|machine| machine.id() == id).ok_or_else(not_there)?;
                    match field {
                        None => drop(lost.machines.insert(machine)),
                        Some(field) => {
                            let name = field.strip_prefix("disks[").and_then(|rest| rest.strip_suffix(']')).ok_or_else(not_there)?;
                            let disks = &self.machines[machine].disks;
                            let disk = disks.iter().position(|disk| disk.name == *name).ok_or_else(not_there)?;
                            self.lose_disk(machine, disk, &mut lost);
                        }
                    }
                }
                (Kind::Pools, Some(id), None) => {
                    let pool = self.lab.pools.by_id(id).ok_or_else(not_there)?;
                    for (machine, disk) in self.disks_in(pool.name.as_str()) {
                        self.lose_disk(machine, disk, &mut lost);
                    }
                }
                _ => return Err(not_there()),
            }
        }
        Ok(lost)
    }

    fn lose_disk(&self, machine: usize, disk: usize, lost: &mut Lost) {
        lost.disks.insert((machine, disk));
        if self.system_disk[machine] == Some(disk) {
            lost.machines.insert(machine);
        }
    }

    fn disks_in<'s>(&'s self, pool: &'s str) -> impl Iterator<Item = (usize, usize)> + 's {
        let disks = |machine: usize| self.machines[machine].disks.iter().enumerate().map(move |(disk, of)| (machine, disk, of));
        (0..self.machines.len()).flat_map(disks).filter(move |(_, _, disk)| disk.pool == *pool).map(|(machine, disk, _)| (machine, disk))
    }
}
