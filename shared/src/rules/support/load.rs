//! What machines ask of a host, as several rules need it.

use crate::{rules::Context, value::Size};

/// Memory asked for, and what there is.
pub struct Memory {
    /// By the lab's machines.
    pub asked: Size,
    /// By other active domains of the host.
    pub others: Size,
    /// The host's memory less its reserve.
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
        let left = facts.memory.total.saturating_sub(cx.lab.host.reserve.memory);
        let allowed = Size::from_bytes(cx.lab.host.overcommit.memory.of(left.bytes()));
        Some(Memory { asked, others, left, allowed })
    }

    pub fn all(&self) -> Size {
        self.asked + self.others
    }
}
