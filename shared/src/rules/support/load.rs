//! What machines ask of a host, as several rules need it.

use crate::{rules::Context, value::Size};

/// Memory asked for, and what there is.
pub struct Memory {
    /// By the lab's machines.
    pub asked: Size,
    /// By other active domains of the host.
    pub others: Size,
    /// The host's memory less its reserve and huge pages.
    pub left: Size,
    /// That times the lab's overcommit.
    pub allowed: Size,
}

impl Memory {
    /// `None` where no host is known, or nothing is asked.
    pub fn of(cx: &Context<'_>) -> Option<Memory> {
        let facts = cx.facts?;
        let asked: Size = cx.lab.machines.iter().map(|machine| machine.memory).sum();
        if asked == Size::ZERO {
            return None;
        }
        let others = facts
            .domains
            .iter()
            .filter(|domain| domain.state.is_active() && !cx.is_ours(domain.mark.as_ref()))
            .map(|domain| domain.memory)
            .sum();
        let left = facts.memory.total.saturating_sub(cx.lab.host.kept_memory());
        let allowed = Size::from_bytes(cx.lab.host.overcommit.memory.of(left.bytes()));
        Some(Memory { asked, others, left, allowed })
    }

    pub fn all(&self) -> Size {
        self.asked + self.others
    }
}

/// Virtual CPUs asked for, and what there is.
pub struct Vcpus {
    /// By the lab's machines.
    pub asked: u64,
    /// By other active domains of the host.
    pub others: u64,
    /// The host's hardware threads.
    pub threads: u64,
    /// Those times the lab's overcommit.
    pub allowed: u64,
}

impl Vcpus {
    /// `None` where the host's threads are not known, or nothing is asked.
    pub fn of(cx: &Context<'_>) -> Option<Vcpus> {
        let facts = cx.facts.filter(|facts| facts.cpu.threads > 0)?;
        let asked: u64 = cx.lab.machines.iter().map(|machine| u64::from(machine.vcpus)).sum();
        if asked == 0 {
            return None;
        }
        let others = facts.domains.iter().filter(|domain| domain.state.is_active() && !cx.is_ours(domain.mark.as_ref()));
        let threads = u64::from(facts.cpu.threads);
        let allowed = cx.lab.host.overcommit.vcpus.of(threads);
        Some(Vcpus { asked, others: others.map(|domain| u64::from(domain.vcpus)).sum(), threads, allowed })
    }

    pub fn all(&self) -> u64 {
        self.asked + self.others
    }
}
