use serde::{Deserialize, Serialize};

use crate::{
    facts::{HostFacts, Mark},
    model::Lab,
    value::Size,
};

/// One resource of the host: what the lab asks for, what others hold, and what there is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Meter {
    /// `vCPU`, `Memory` or a pool's name.
    pub label: String,
    pub unit: MeterUnit,
    /// What the lab's machines ask for.
    pub asked: u64,
    /// What the host's other domains hold now; of a pool what is taken on the medium.
    pub others: u64,
    /// What there is; absent when unknown.
    pub there: Option<u64>,
    /// The most that may be asked for, the overcommit counted in; absent when unknown.
    pub limit: Option<u64>,
}

/// How a meter's figures are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum MeterUnit {
    Count,
    Bytes,
}

impl Meter {
    /// What is asked for by the lab and others for each unit there is.
    pub fn ratio(&self) -> Option<f64> {
        let there = self.there.filter(|there| *there > 0)?;
        Some((self.asked + self.others) as f64 / there as f64)
    }

    /// Whether more is asked for than may be.
    pub fn is_over(&self) -> bool {
        self.limit.is_some_and(|limit| self.asked + self.others > limit)
    }

    /// Whether more is asked for than there is, within the overcommit.
    pub fn is_overcommitted(&self) -> bool {
        !self.is_over() && self.there.is_some_and(|there| self.asked + self.others > there)
    }

    /// A figure of this meter, for people.
    pub fn show(&self, figure: u64) -> String {
        match self.unit {
            MeterUnit::Count => figure.to_string(),
            MeterUnit::Bytes => Size::from_bytes(figure).human(),
        }
    }
}

/// The host's meters: vCPU, memory, then each pool of the lab.
pub fn meters(lab: &Lab, facts: Option<&HostFacts>, is_ours: impl Fn(Option<&Mark>) -> bool) -> Vec<Meter> {
    let others =
        || facts.into_iter().flat_map(|facts| &facts.domains).filter(|domain| domain.state.is_active() && !is_ours(domain.mark.as_ref()));
    let overcommit = &lab.host.overcommit;
    let threads = facts.map(|facts| u64::from(facts.cpu.threads));
    let memory = facts.map(|facts| facts.memory.total.saturating_sub(lab.host.kept_memory()).bytes());
    let mut meters = vec![
        Meter {
            label: "vCPU".to_owned(),
            unit: MeterUnit::Count,
            asked: lab.machines.iter().map(|machine| u64::from(machine.vcpus)).sum(),
            others: others().map(|domain| u64::from(domain.vcpus)).sum(),
            there: threads,
            limit: threads.map(|threads| overcommit.vcpus.of(threads)),
        },
        Meter {
            label: "Memory".to_owned(),
            unit: MeterUnit::Bytes,
            asked: lab.machines.iter().map(|machine| machine.memory).sum::<Size>().bytes(),
            others: others().map(|domain| domain.memory).sum::<Size>().bytes(),
            there: memory,
            limit: memory.map(|memory| overcommit.memory.of(memory)),
        },
    ];
    for pool in lab.pools.iter() {
        let disks = lab.machines.iter().flat_map(|machine| &machine.disks).filter(|disk| disk.pool == pool.name);
        let image_size = |name: &str| lab.images.get(name).and_then(|image| image.virtual_size);
        let asked: Size = disks.filter_map(|disk| disk.size.or_else(|| image_size(disk.image.as_ref()?.as_str()))).sum();
        let seen = facts.and_then(|facts| facts.pool(pool.name.as_str()));
        let by_path = || facts.zip(pool.path.as_deref()).and_then(|(facts, path)| facts.filesystem_of(path));
        let capacity = seen.and_then(|pool| pool.capacity).or_else(|| by_path().map(|filesystem| filesystem.total));
        let free = seen.and_then(|pool| pool.free).or_else(|| by_path().map(|filesystem| filesystem.free));
        let there = match (capacity, pool.capacity) {
            (Some(seen), Some(declared)) => Some(seen.min(declared)),
            (seen, declared) => seen.or(declared),
        };
        // A declared share of a medium is the lab's alone; otherwise what lies there already takes from it.
        let taken = if pool.capacity.is_some() { None } else { capacity.zip(free).map(|(capacity, free)| capacity.saturating_sub(free)) };
        meters.push(Meter {
            label: pool.name.to_string(),
            unit: MeterUnit::Bytes,
            asked: asked.bytes(),
            others: taken.unwrap_or(Size::ZERO).bytes(),
            there: there.map(Size::bytes),
            limit: there.map(|there| overcommit.disk.of(there.bytes())),
        });
    }
    meters
}
