//! The smallest host on which a lab fits as it is, found by asking the rules about made-up hosts.

use serde::{Deserialize, Serialize};

use crate::{
    facts::{Filesystem, HostFacts},
    model::{Keyed, Kind, Lab, Pool, RecordRef},
    rules::{fully_grown, host_misfits, misfits},
    value::{Name, Ratio, Size},
};

/// The smallest host for a lab. Nothing else runs on it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Smallest {
    /// Hardware threads.
    pub threads: u32,
    /// Virtual CPUs that share them.
    pub vcpus: u64,
    /// How many of those may share one thread: `host.overcommit.vcpus`.
    pub vcpu_ratio: Ratio,
    /// Memory of the host, its reserve among it.
    pub memory: Size,
    /// Disk below each pool.
    pub pools: Vec<SmallestPool>,
    /// What no host mends: it is wrong inside the lab.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unmended: Vec<String>,
}

/// What a pool needs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SmallestPool {
    pub pool: Name,
    /// The least capacity, its volumes being thin as far as the lab has them so; what the lab declares where that is more. Absent where
    /// none would do, because the lab itself declares too little, and for a pool without a place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub capacity: Option<Size>,
    /// What all volumes and base images take once they are full.
    pub grown: Size,
}

/// More than any host has: 1 EiB, the largest size that a lab can say.
const MOST: u64 = 1 << 60;

/// The smallest host for a lab as it is: with one unit less of any of it an error of the rules would say so.
pub fn smallest(lab: &Lab) -> Smallest {
    let ample = host(lab, u32::MAX, MOST, |_| MOST);
    let left = misfits(lab, Some(&ample), None);
    let unmended = host_misfits(lab, &ample).len();
    let does = |facts: &HostFacts| host_misfits(lab, facts).len() <= unmended;
    let threads = least(1, u64::from(u32::MAX), |threads| does(&host(lab, u32::try_from(threads).unwrap_or(u32::MAX), MOST, |_| MOST)));
    let memory = least(0, MOST, |memory| does(&host(lab, u32::MAX, memory, |_| MOST)));
    let grown = fully_grown(lab);
    let pools = lab.pools.iter().map(|pool| {
        let is_left = left.iter().any(|found| found.subject.record == RecordRef::new(Kind::Pools, pool.id()));
        let can_be_known = pool.path.is_some() || pool.existing;
        let capacity =
            || least(0, MOST, |bytes| does(&host(lab, u32::MAX, MOST, |other| if other.name == pool.name { bytes } else { MOST })));
        SmallestPool {
            pool: pool.name.clone(),
            capacity: (can_be_known && !is_left).then(|| Size::from_bytes(capacity()).max(pool.capacity.unwrap_or_default())),
            grown: grown.get(pool.name.as_str()).copied().unwrap_or_default(),
        }
    });
    Smallest {
        threads: u32::try_from(threads).unwrap_or(u32::MAX),
        vcpus: lab.machines.iter().map(|machine| u64::from(machine.vcpus)).sum(),
        vcpu_ratio: lab.host.overcommit.vcpus,
        memory: Size::from_bytes(memory),
        pools: pools.collect(),
        unmended: left.into_iter().map(|found| found.message).collect(),
    }
}

/// The least amount from `low` on that does; what does still does with more.
fn least(mut low: u64, most: u64, does: impl Fn(u64) -> bool) -> u64 {
    let mut high = most;
    while low < high {
        let middle = low + (high - low) / 2;
        if does(middle) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    low
}

/// A bare host of that size.
fn host(lab: &Lab, threads: u32, memory: u64, disk: impl Fn(&Pool) -> u64) -> HostFacts {
    let mut facts = HostFacts::assumed(lab);
    facts.cpu.threads = threads;
    facts.memory.total = Size::from_bytes(memory);
    for pool in lab.pools.iter() {
        let size = Size::from_bytes(disk(pool));
        if let Some(known) = facts.pools.iter_mut().find(|known| known.name == pool.name.as_str()) {
            (known.capacity, known.free) = (Some(size), Some(size));
        }
        if let Some(path) = &pool.path {
            facts.filesystems.push(Filesystem { mount: path.trim_end_matches('/').to_owned(), device: None, total: size, free: size });
        }
    }
    facts
}
