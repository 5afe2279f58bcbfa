//! The changes that the advisor knows: slots, of each of which at most one choice is taken.
//!
//! What a choice goes down to or up to is a figure with a source; machines and flavors of which nobody says how small they may be are left
//! as they are. Machines that are alike stay alike.

mod cloud;
mod disks;
mod nodes;
mod single;
mod sizes;
mod take;

use serde::{Deserialize, Serialize};

use crate::{
    document::{Command, Document},
    facts::HostFacts,
    model::{Keyed, Lab, Machine},
    plan::Instance,
    rules::{Pressure, pressures, support::edit::Located},
    value::Name,
};

/// What a change takes from the lab, the least first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Harm {
    /// Nothing: volumes that are written whole at once grow as they are filled.
    Thin,
    /// The medium: disks go to another pool.
    Pool,
    /// A place: a guest that was forced onto a machine goes where there is room.
    Placement,
    /// Exclusiveness: compute nodes give more than they have, up to what their software does by default.
    Ratio,
    /// Size that was more than needed: another flavor that exists and meets the need.
    Flavor,
    /// Size: down to what the vendor asks at least.
    Smaller,
    /// Nodes, but no role.
    Fewer,
    /// The redundancy of a control plane, of a cluster or of a cloud.
    Single,
    /// What the machines are: stand-ins, at a scale that the lab declares.
    Scale,
}

impl Harm {
    pub const COUNT: usize = Harm::Scale as usize + 1;

    /// What it is called in a list.
    pub fn as_str(self) -> &'static str {
        match self {
            Harm::Thin => "thin volumes",
            Harm::Pool => "another pool",
            Harm::Placement => "another place",
            Harm::Ratio => "a higher ratio",
            Harm::Flavor => "another flavor",
            Harm::Smaller => "smaller machines",
            Harm::Fewer => "fewer nodes",
            Harm::Single => "one control plane node",
            Harm::Scale => "a declared scale",
        }
    }
}

/// Choices of which at most one is taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slot {
    pub harm: Harm,
    /// The smallest change first.
    pub choices: Vec<Choice>,
}

/// One change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// What is changed, as a sentence.
    pub title: String,
    /// Where the figure behind it is written.
    pub source: Option<String>,
    pub command: Command,
    /// How large the change is: thousandths of each thing that is changed, added up.
    pub size: u64,
}

/// What the choices are made from.
struct Space<'a> {
    lab: &'a Lab,
    pressures: Vec<Pressure>,
    slots: Vec<Slot>,
}

impl Space<'_> {
    fn add(&mut self, harm: Harm, mut choices: Vec<Choice>) {
        choices.sort_by_key(|choice| choice.size);
        if !choices.is_empty() {
            self.slots.push(Slot { harm, choices });
        }
    }

    /// What the host lacks of something that a rule compares for all of it.
    fn lacks(&self, rule: &str) -> u64 {
        self.most(|pressure| pressure.rule == rule)
    }

    /// What a pool lacks, by whichever rule finds more missing.
    fn pool_lacks(&self, pool: &Name) -> u64 {
        let subject = self.lab.pools.get(pool.as_str()).map(Located::here);
        self.most(|pressure| subject.as_ref() == Some(&pressure.subject))
    }

    fn most(&self, is_meant: impl Fn(&Pressure) -> bool) -> u64 {
        let excess = self.pressures.iter().filter(|pressure| is_meant(pressure)).map(|pressure| pressure.excess).max();
        u64::try_from(excess.unwrap_or(0).max(0)).unwrap_or(u64::MAX)
    }
}

/// Every change that is known for a lab, the least harmful first, then in the lab's order.
pub fn slots(document: &Document, facts: Option<&HostFacts>, instance: Option<&Instance>) -> Vec<Slot> {
    let lab = document.lab();
    let mut space = Space { lab, pressures: pressures(lab, facts, instance), slots: Vec::new() };
    disks::thin(&mut space);
    disks::other_pools(&mut space);
    cloud::placements(&mut space);
    cloud::ratios(&mut space);
    cloud::flavors(&mut space);
    sizes::machines(&mut space);
    disks::smaller(&mut space);
    sizes::flavors(&mut space);
    sizes::own_flavors(&mut space);
    nodes::workers(&mut space);
    nodes::compute(&mut space);
    single::clusters(&mut space);
    single::clouds(&mut space);
    space.slots.sort_by_key(|slot| slot.harm);
    space.slots
}

/// `a`, `a and b`, `a and 2 like it`.
fn named(names: &[&str]) -> String {
    match names {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [one, other] => format!("{one} and {other}"),
        [one, rest @ ..] => format!("{one} and {} like it", rest.len()),
    }
}

fn machine_names<'a>(machines: &[&'a Machine]) -> Vec<&'a str> {
    machines.iter().map(|machine| machine.name().as_str()).collect()
}

/// Unit of the steps in which memory and disks go down.
const STEP: u64 = 1 << 30;

/// Amounts below `now`, down to `least`: two steps for each halving, the least itself, and what is exactly enough when each of the things
/// that change gives up `missing`.
fn ladder(now: u64, least: u64, unit: u64, missing: u64) -> Vec<u64> {
    let mut steps = Vec::new();
    let mut power = unit;
    while power < now {
        steps.push(power);
        steps.push(power / 2 * 3);
        power = power.saturating_mul(2);
    }
    steps.push(least);
    if missing > 0 {
        steps.push(now.saturating_sub(missing) / unit * unit);
    }
    steps.retain(|step| *step >= least.max(1) && *step < now && step.is_multiple_of(unit) || *step == least && *step < now && *step > 0);
    steps.sort_unstable_by(|a, b| b.cmp(a));
    steps.dedup();
    steps
}

/// How much of a whole a change takes, in thousandths.
fn thousandths(before: u64, after: u64) -> u64 {
    u64::try_from(u128::from(before.abs_diff(after)) * 1000 / u128::from(before.max(1))).unwrap_or(u64::MAX)
}

/// Things that are alike, in the order of the first of each kind.
fn alike<K: PartialEq, T>(things: impl IntoIterator<Item = (K, T)>) -> Vec<(K, Vec<T>)> {
    let mut groups: Vec<(K, Vec<T>)> = Vec::new();
    for (key, thing) in things {
        match groups.iter_mut().find(|(known, _)| *known == key) {
            Some((_, group)) => group.push(thing),
            None => groups.push((key, vec![thing])),
        }
    }
    groups
}

#[cfg(test)]
mod tests {
    use super::ladder;

    #[test]
    fn steps_go_down_to_the_least_and_hit_what_is_missing() {
        assert_eq!(ladder(100, 8, 1, 0), [96, 64, 48, 32, 24, 16, 12, 8]);
        assert_eq!(ladder(20, 16, 1, 3), [17, 16]);
        assert_eq!(ladder(16, 16, 1, 5), [] as [u64; 0]);
        assert_eq!(ladder(8, 16, 1, 0), [] as [u64; 0]);
        assert_eq!(ladder(4 << 30, 1, 1 << 30, 0), [3 << 30, 2 << 30, 1 << 30, 1]);
    }
}
