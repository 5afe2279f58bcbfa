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
    rules::{Pressure, pressures},
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
    /// The redundancy of a control plane.
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
        let excess = self.pressures.iter().find(|pressure| pressure.rule == rule).map_or(0, |pressure| pressure.excess.max(0));
        u64::try_from(excess).unwrap_or(u64::MAX)
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
    sizes::flavors(&mut space);
    sizes::own_flavors(&mut space);
    nodes::workers(&mut space);
    nodes::compute(&mut space);
    single::clusters(&mut space);
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
