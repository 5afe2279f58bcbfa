//! A lab on a host: whose resources are whose, and what the host's pools are to the lab.

use crate::{
    facts::{DomainFacts, Filesystem, HostFacts, Mark, PoolFacts},
    model::{Disk, Image, Keyed, Lab, Machine, Pool},
    plan::Instance,
    value::Size,
};

/// The lab, the host's facts where they are known, and the build of the lab that is meant.
#[derive(Clone, Copy)]
pub struct Site<'a> {
    pub lab: &'a Lab,
    pub facts: Option<&'a HostFacts>,
    /// Absent before the first plan.
    pub instance: Option<&'a Instance>,
}

impl<'a> Site<'a> {
    /// Whether a resource on the host was made from this lab: by this instance, or by any where none is meant yet.
    pub fn is_ours(&self, mark: Option<&Mark>) -> bool {
        mark.is_some_and(|mark| match self.instance {
            Some(instance) => mark.instance == instance.id,
            None => mark.lab == self.lab.metadata.name,
        })
    }

    /// Domains that are off and that Labwright made for other labs, with their marks: a lab at rest, or the nodes of a director before it
    /// deploys them.
    pub fn asleep(&self) -> impl Iterator<Item = (&'a DomainFacts, &'a Mark)> {
        let site = *self;
        let domains = site.facts.into_iter().flat_map(|facts| &facts.domains).filter(|domain| !domain.state.is_active());
        domains.filter_map(|domain| Some((domain, domain.mark.as_ref()?))).filter(move |(_, mark)| !site.is_ours(Some(mark)))
    }

    /// The name on the host of a record's resource.
    pub fn host_name(&self, name: &str) -> String {
        match self.instance {
            Some(instance) => instance.host_name(name),
            None => name.to_owned(),
        }
    }

    /// The host's pool that stands for the lab's: the existing one, or the one that an earlier build made.
    pub fn pool_on_host(&self, pool: &Pool) -> Option<&'a PoolFacts> {
        let facts = self.facts?;
        if pool.existing {
            return facts.pool(pool.name.as_str());
        }
        let built = facts.pool(&self.host_name(pool.name.as_str()))?;
        let path = |path: &'a str| path.trim_end_matches('/');
        let asked = pool.path.as_deref().map(|path| path.trim_end_matches('/'));
        (built.path.is_some() && built.path.as_deref().map(path) == asked).then_some(built)
    }

    /// What a pool holds at most, and where that is written: as the lab declares, otherwise as the host has it, for a new pool its file system.
    pub fn pool_capacity(&self, pool: &Pool) -> Option<(Size, String)> {
        if let Some(declared) = pool.capacity {
            return Some((declared, format!("pools[{}].capacity", pool.id())));
        }
        if let Some(capacity) = self.pool_on_host(pool).and_then(|pool| pool.capacity) {
            return Some((capacity, format!("the host's pool {}", pool.name)));
        }
        let filesystem = self.facts?.filesystem_of(pool.path.as_deref()?)?;
        Some((filesystem.total, format!("the host's file system {}", filesystem.mount)))
    }

    /// What a pool has free now, with where that is known from.
    pub fn pool_free(&self, pool: &Pool) -> Option<(Size, String)> {
        if let Some(free) = self.pool_on_host(pool).and_then(|pool| pool.free) {
            return Some((free, format!("pool {}", pool.name)));
        }
        let filesystem = self.facts?.filesystem_of(pool.path.as_deref()?)?;
        Some((filesystem.free, format!("the file system {}", filesystem.mount)))
    }

    /// The host's file system that a pool's folder lies on. Unknown where the pool is no folder, or where the host's pool has another size
    /// than the file system: its folder is a mount that the facts do not list.
    pub fn filesystem(&self, pool: &Pool) -> Option<&'a Filesystem> {
        match self.pool_on_host(pool) {
            Some(seen) => self.filesystem_of(seen.path.as_deref().or(pool.path.as_deref())?, Some(seen)),
            None => self.filesystem_of(pool.path.as_deref()?, None),
        }
    }

    fn filesystem_of(&self, path: &str, seen: Option<&PoolFacts>) -> Option<&'a Filesystem> {
        let found = self.facts?.filesystem_of(path)?;
        let is_folder = seen.is_none_or(|seen| seen.kind.as_deref().is_none_or(|kind| kind == "dir"));
        let is_same = seen.and_then(|seen| seen.capacity).is_none_or(|capacity| capacity == found.total);
        (is_folder && is_same).then_some(found)
    }

    /// The host's pools that are none of the lab's and whose folders lie on the same file system as one of these.
    pub fn neighbours(&self, pool: &Pool) -> Vec<&'a PoolFacts> {
        let Some(own) = self.filesystem(pool) else { return Vec::new() };
        let ours: Vec<&PoolFacts> = self.lab.pools.iter().filter_map(|pool| self.pool_on_host(pool)).collect();
        // Two pools of one folder have the same volumes.
        let is_other = |seen: &&PoolFacts| ours.iter().all(|ours| ours.name != seen.name && ours.path != seen.path);
        let others = self.facts.into_iter().flat_map(|facts| &facts.pools).filter(is_other);
        let on = |seen: &&'a PoolFacts| seen.path.as_deref().and_then(|path| self.filesystem_of(path, Some(seen)));
        others.filter(|seen| on(seen).is_some_and(|on| on.medium() == own.medium())).collect()
    }

    /// The file name of a disk's volume on the host.
    pub fn volume_name(&self, machine: &Machine, disk: &Disk) -> String {
        self.host_name(&volume_name(machine, disk))
    }
}

/// The file name of a disk's volume, as it is without a build's prefix.
pub fn volume_name(machine: &Machine, disk: &Disk) -> String {
    match &disk.volume {
        Some(name) => name.to_string(),
        None => format!("{}-{}.{}", machine.id(), disk.name, disk.effective_format().as_str()),
    }
}

/// A disk's virtual size, as far as it is known before the image is read.
pub fn disk_size<'a>(disk: &Disk, image: impl FnOnce(&str) -> Option<&'a Image>) -> Option<Size> {
    disk.size.or_else(|| image(disk.image.as_ref()?.as_str())?.virtual_size)
}
