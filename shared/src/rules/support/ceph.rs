//! The Ceph cluster of a cloud, as several rules need it.

use crate::{
    figures::figures,
    model::{Ceph, Cloud, Machine, Role},
    rules::{Context, support::nodes::with_role},
};

/// The Ceph clusters of the lab.
pub fn clusters<'a>(cx: &Context<'a>) -> impl Iterator<Item = (&'a Cloud, &'a Ceph)> {
    cx.each(&cx.lab.clouds).filter_map(|cloud| Some((cloud, cloud.storage.ceph.as_ref()?)))
}

/// The machines whose OSDs form a cluster, each with how many it has: its blank disks beside the first.
pub fn hosts<'a>(cx: &Context<'a>, cloud: &'a Cloud, ceph: &Ceph) -> Vec<(&'a Machine, u32)> {
    let computes = if ceph.colocated { with_role(cx, cloud, Role::Compute).collect() } else { Vec::new() };
    with_role(cx, cloud, Role::Ceph).chain(computes).map(|machine| (machine, osds(machine))).collect()
}

pub fn osds(machine: &Machine) -> u32 {
    let disks = machine.disks.iter().skip(1).filter(|disk| disk.image.is_none()).count();
    u32::try_from(disks).unwrap_or(u32::MAX)
}

/// Copies of each object.
pub fn pool_size(ceph: &Ceph) -> u32 {
    ceph.pool_size.unwrap_or(figures().ceph.pool_size.value)
}
