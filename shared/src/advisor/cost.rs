use super::Harm;

/// How much a set of changes costs: of each degree of harm, the worst first, how many changes and how large. The lesser set has less of the
/// worst, then fewer changes of it, then smaller ones.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cost([(u32, u64); Harm::COUNT]);

impl Cost {
    /// The cost with one more change, of that size in thousandths of what is changed.
    #[must_use]
    pub fn with(mut self, harm: Harm, size: u64) -> Cost {
        let (count, sum) = &mut self.0[Harm::COUNT - 1 - harm as usize];
        *count += 1;
        *sum = sum.saturating_add(size);
        self
    }
}
