//! L0: the lab's pools, now and with every volume grown to its size.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    capacity::site::{Site, disk_size},
    diagnostic::Subject,
    facts::PoolFacts,
    model::{Allocation, Disk, Keyed, Kind, Machine, Pool, RecordRef},
    value::Ratio,
};

use super::{Budget, Claim, Claimant, Holder, HolderId, HolderKind, Quantity};

pub(super) fn holders(site: &Site<'_>) -> Vec<Holder> {
    let mut disks: BTreeMap<&str, Vec<(&Machine, &Disk)>> = BTreeMap::new();
    for machine in site.lab.machines.iter() {
        for disk in &machine.disks {
            disks.entry(disk.pool.as_str()).or_default().push((machine, disk));
        }
    }
    let mut seen = BTreeSet::new();
    let pools = site.lab.pools.iter().filter(|pool| seen.insert(pool.name.as_str()));
    pools.map(|pool| holder(site, pool, disks.get(pool.name.as_str()).map_or(&[][..], Vec::as_slice))).collect()
}

/// How much what lies in a pool already, other volumes and files, can take of it, in bytes.
pub fn beside(site: &Site<'_>, pool: &Pool) -> u64 {
    let has_volumes = site.pool_on_host(pool).is_some_and(|pool| !pool.volumes.is_empty());
    let machines = site.lab.machines.iter().filter(|_| has_volumes);
    let disks = machines.flat_map(|machine| machine.disks.iter().map(move |disk| (machine, disk)));
    let lies = Lies::of(site, pool, &disks.filter(|(_, disk)| disk.pool == pool.name).collect::<Vec<_>>());
    let others = lies.others.iter().map(|(_, allocation, capacity)| *capacity.max(allocation));
    others.chain(lies.files).chain(lies.growth.iter().map(|(_, growth)| *growth)).fold(0, u64::saturating_add)
}

fn holder(site: &Site<'_>, pool: &Pool, disks: &[(&Machine, &Disk)]) -> Holder {
    let budget = |resource, ratio: Ratio, from: &str| {
        let budget = Budget::new(resource);
        let budget = if ratio == Ratio::ONE && from.is_empty() { budget } else { budget.promises(ratio, from) };
        match site.pool_capacity(pool) {
            Some((capacity, from)) => budget.holds(capacity.bytes(), from),
            None => budget,
        }
    };
    let lies = Lies::of(site, pool, disks);
    let copies: BTreeSet<&str> = disks.iter().filter_map(|(_, disk)| Some(disk.image.as_ref()?.as_str())).collect();
    let image = |name: &&str, amount| {
        let claim = Claim::new(Claimant::Image, *name, amount);
        match site.lab.images.get(name) {
            Some(image) => claim.at(Subject::record(RecordRef::new(Kind::Images, image.id()))),
            None => claim,
        }
    };
    let of_disk = |machine: &Machine, disk: &Disk, amount| {
        let subject = Subject::field(RecordRef::new(Kind::Machines, machine.id()), format!("disks[{}]", disk.name));
        Claim::new(Claimant::Disk, format!("{} {}", machine.name, disk.name), amount).at(subject)
    };
    let mut now = Vec::new();
    let mut grown = Vec::with_capacity(disks.len() + copies.len());
    for (machine, disk) in disks {
        let size = disk_size(disk, |name| site.lab.images.get(name)).map(|size| size.bytes());
        grown.push(of_disk(machine, disk, size));
        let built = lies.built.get(site.volume_name(machine, disk).as_str()).copied();
        // A thin volume takes nothing that could be told before the guest writes.
        let at_once = if disk.allocation == Allocation::Full { size } else { Some(0) };
        match built.or(at_once) {
            Some(0) => {}
            amount => now.push(of_disk(machine, disk, amount)),
        }
    }
    for name in &copies {
        let size = site.lab.images.get(name).and_then(|image| image.virtual_size).map(|size| size.bytes());
        // A base image never grows; its copy is as large as its file, which is at most its virtual size.
        grown.push(image(name, size));
        now.push(image(name, None));
    }
    for (name, allocation, capacity) in &lies.others {
        now.push(Claim::new(Claimant::Other, *name, Some(*allocation)));
        grown.push(Claim::new(Claimant::Other, *name, Some((*capacity).max(*allocation))));
    }
    if let Some(files) = lies.files.filter(|files| *files > 0) {
        now.push(Claim::new(Claimant::Files, "other files", Some(files)));
        grown.push(Claim::new(Claimant::Files, "other files", Some(files)));
    }
    for (pool, growth) in &lies.growth {
        grown.push(Claim::new(Claimant::Other, format!("growth of volumes in {pool}"), Some(*growth)));
    }
    Holder {
        id: HolderId { kind: HolderKind::Pool, name: pool.name.to_string(), cloud: None },
        subject: Subject::record(RecordRef::new(Kind::Pools, pool.id())),
        budgets: vec![
            budget(Quantity::Disk, Ratio::ONE, "").claimed_by(now),
            budget(Quantity::DiskGrown, site.lab.host.overcommit.disk, "host.overcommit.disk").claimed_by(grown),
        ],
    }
}

/// What lies in the pool already.
#[derive(Default)]
struct Lies<'a> {
    /// Volumes of the lab's disks by their names, and what each takes.
    built: BTreeMap<&'a str, u64>,
    /// Other volumes: what each takes, and how large it can become.
    others: Vec<(&'a str, u64, u64)>,
    /// What is taken beside them, where that counts against the lab.
    files: Option<u64>,
    /// Other pools on the same file system, and how much their volumes can grow: what they take already is among the files.
    growth: Vec<(&'a str, u64)>,
}

impl<'a> Lies<'a> {
    fn of(site: &Site<'a>, pool: &Pool, disks: &[(&Machine, &Disk)]) -> Self {
        let mut lies = Lies::default();
        let seen: Option<&PoolFacts> = site.pool_on_host(pool);
        let volumes = seen.map_or(&[][..], |pool| pool.volumes.as_slice());
        let own: BTreeSet<String> = if volumes.is_empty() {
            BTreeSet::new()
        } else {
            disks.iter().map(|(machine, disk)| site.volume_name(machine, disk)).collect()
        };
        for volume in volumes {
            if own.contains(&volume.name) {
                lies.built.insert(&volume.name, volume.allocation.bytes());
            } else {
                lies.others.push((&volume.name, volume.allocation.bytes(), volume.capacity.bytes()));
            }
        }
        // A declared share of a medium is the lab's alone; otherwise what lies there already takes from it.
        if pool.capacity.is_none() {
            let capacity = site.pool_capacity(pool).map(|(capacity, _)| capacity.bytes());
            let free = site.pool_free(pool).map(|(free, _)| free.bytes());
            let listed = volumes.iter().map(|volume| volume.allocation.bytes()).fold(0, u64::saturating_add);
            lies.files = capacity.zip(free).map(|(capacity, free)| capacity.saturating_sub(free).saturating_sub(listed));
            for other in site.neighbours(pool) {
                let grows = other.volumes.iter().map(|volume| volume.capacity.saturating_sub(volume.allocation).bytes());
                let growth = grows.fold(0, u64::saturating_add);
                if growth > 0 {
                    lies.growth.push((&other.name, growth));
                }
            }
        }
        lies
    }
}
