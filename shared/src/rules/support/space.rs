//! What the lab's volumes ask of a pool, and what the pool has, as several rules need it.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    capacity::site::disk_size,
    facts::Filesystem,
    model::{Allocation, Disk, Machine, Pool},
    rules::Context,
    value::Size,
};

/// What goes into one pool.
#[derive(Default)]
pub struct Asked<'a> {
    /// The largest that all volumes can become; those of unknown size left out.
    pub grown: Size,
    pub volumes: usize,
    /// The base images of which the pool gets a copy.
    pub images: BTreeSet<&'a str>,
    /// Volumes and images whose size is not known beforehand.
    pub unknown: usize,
}

/// What goes into each pool, by its name: [`Context::asked`] keeps it.
pub fn asked<'a>(cx: &Context<'a>) -> BTreeMap<&'a str, Asked<'a>> {
    let mut pools: BTreeMap<&str, Asked<'_>> = BTreeMap::new();
    for machine in cx.lab.machines.iter() {
        for disk in &machine.disks {
            let asked = pools.entry(disk.pool.as_str()).or_default();
            asked.volumes += 1;
            match size(cx, disk) {
                Some(size) => {
                    asked.grown = asked.grown + size;
                }
                None => asked.unknown += 1,
            }
            if let Some(image) = disk.image.as_ref().filter(|image| !asked.images.contains(image.as_str())) {
                asked.images.insert(image.as_str());
            }
        }
    }
    for asked in pools.values_mut() {
        for image in &asked.images {
            // A base image never grows; its copy is at most its virtual size.
            match cx.index.images.get(image).and_then(|image| image.virtual_size) {
                Some(size) => asked.grown = asked.grown + size,
                None => asked.unknown += 1,
            }
        }
    }
    pools
}

/// The volumes in a pool that are written whole when they are made and that the host does not have yet.
pub fn unwritten<'a>(cx: &Context<'a>, pool: &Pool) -> Vec<(&'a Machine, &'a Disk)> {
    let volumes = on_host(cx, pool).map(|pool| pool.volumes.as_slice()).unwrap_or_default();
    let is_built = |name: &str| volumes.iter().any(|volume| volume.name == name);
    let disks = cx.lab.machines.iter().flat_map(|machine| machine.disks.iter().map(move |disk| (machine, disk)));
    let full = disks.filter(|(_, disk)| disk.pool == pool.name && disk.allocation == Allocation::Full);
    full.filter(|(machine, disk)| !is_built(&volume_name(cx, machine, disk))).collect()
}

/// A disk's virtual size, as far as it is known before the image is read.
pub fn size(cx: &Context<'_>, disk: &Disk) -> Option<Size> {
    disk_size(disk, |name| cx.index.images.get(name).copied())
}

/// What a pool holds at most: as the lab declares, otherwise as the host has it, for a new pool its file system.
pub fn capacity(cx: &Context<'_>, pool: &Pool) -> Option<Size> {
    cx.site().pool_capacity(pool).map(|(size, _)| size)
}

/// What a pool has free now, with where that is known from.
pub fn free(cx: &Context<'_>, pool: &Pool) -> Option<(Size, String)> {
    cx.site().pool_free(pool)
}

/// The host's pool that stands for the lab's: the existing one, or the one that an earlier build made.
pub fn on_host<'a>(cx: &Context<'a>, pool: &Pool) -> Option<&'a crate::facts::PoolFacts> {
    cx.site().pool_on_host(pool)
}

/// The file name of a disk's volume on the host.
pub fn volume_name(cx: &Context<'_>, machine: &Machine, disk: &Disk) -> String {
    cx.site().volume_name(machine, disk)
}

/// The host's file system that a pool's folder lies on, as far as that is known.
pub fn filesystem<'a>(cx: &Context<'a>, pool: &Pool) -> Option<&'a Filesystem> {
    cx.site().filesystem(pool)
}

/// The lab's pools by the file system that they are on, as far as that is known. Those with a declared share of it are left out.
pub fn together<'a>(cx: &Context<'a>) -> Vec<(&'a Filesystem, Vec<&'a Pool>)> {
    let mut groups: BTreeMap<&str, (&Filesystem, Vec<&Pool>)> = BTreeMap::new();
    for pool in cx.lab.pools.iter().filter(|pool| pool.capacity.is_none()) {
        if let Some(found) = filesystem(cx, pool) {
            groups.entry(found.medium()).or_insert((found, Vec::new())).1.push(pool);
        }
    }
    groups.into_values().collect()
}
