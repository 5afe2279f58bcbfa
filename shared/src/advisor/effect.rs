use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{
    capacity::guests::guests,
    model::Lab,
    rules::fully_grown,
    value::{Name, Size},
};

/// What changes between two labs, in figures: less is negative.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Effect {
    /// Virtual CPUs of machines.
    pub vcpus: i64,
    /// Memory of machines, in bytes.
    pub memory: i64,
    /// The largest that the volumes in each pool can become, in bytes; pools in which nothing changes left out.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub pools: BTreeMap<Name, i64>,
    /// vCPUs of guests.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub guest_vcpus: i64,
    /// Memory of guests, in bytes.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub guest_memory: i64,
}

fn is_zero(amount: &i64) -> bool {
    *amount == 0
}

impl Effect {
    pub fn between(before: &Lab, after: &Lab) -> Effect {
        let (old, new) = (Asked::of(before), Asked::of(after));
        let difference = |old: u64, new: u64| i64::try_from(i128::from(new) - i128::from(old)).unwrap_or(i64::MAX);
        let mut pools = BTreeMap::new();
        for name in old.pools.keys().chain(new.pools.keys()) {
            let of = |asked: &Asked| asked.pools.get(name).copied().unwrap_or_default();
            let (Ok(name), change) = (name.parse(), difference(of(&old), of(&new))) else { continue };
            if change != 0 {
                pools.insert(name, change);
            }
        }
        Effect {
            vcpus: difference(old.vcpus, new.vcpus),
            memory: difference(old.memory, new.memory),
            pools,
            guest_vcpus: difference(old.guest_vcpus, new.guest_vcpus),
            guest_memory: difference(old.guest_memory, new.guest_memory),
        }
    }

    /// The figures for people: `-32 GiB of memory, -8 vCPUs`; empty where none changes.
    pub fn describe(&self) -> String {
        let size = |amount: i64| format!("{}{}", sign(amount), Size::from_bytes(amount.unsigned_abs()).human());
        let count = |amount: i64| format!("{}{} vCPU{}", sign(amount), amount.unsigned_abs(), if amount.abs() == 1 { "" } else { "s" });
        let mut parts = Vec::new();
        if self.memory != 0 {
            parts.push(format!("{} of memory", size(self.memory)));
        }
        if self.vcpus != 0 {
            parts.push(count(self.vcpus));
        }
        parts.extend(self.pools.iter().map(|(pool, amount)| format!("{} in {pool}", size(*amount))));
        if self.guest_memory != 0 {
            parts.push(format!("{} of guests' memory", size(self.guest_memory)));
        }
        if self.guest_vcpus != 0 {
            parts.push(format!("{} of guests", count(self.guest_vcpus)));
        }
        parts.join(", ")
    }
}

fn sign(amount: i64) -> char {
    if amount < 0 { '-' } else { '+' }
}

/// What a lab asks for.
struct Asked {
    vcpus: u64,
    memory: u64,
    pools: BTreeMap<String, u64>,
    guest_vcpus: u64,
    guest_memory: u64,
}

impl Asked {
    fn of(lab: &Lab) -> Asked {
        let guests = guests(lab);
        Asked {
            vcpus: lab.machines.iter().map(|machine| u64::from(machine.vcpus)).sum(),
            memory: lab.machines.iter().map(|machine| machine.memory).sum::<Size>().bytes(),
            pools: fully_grown(lab).into_iter().map(|(pool, size)| (pool.to_owned(), size.bytes())).collect(),
            guest_vcpus: guests.iter().filter_map(|guest| guest.vcpus()).map(u64::from).sum(),
            guest_memory: guests.iter().filter_map(|guest| guest.memory()).map(Size::bytes).sum(),
        }
    }
}
