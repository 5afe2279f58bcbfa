//! The search for sets of changes: the cheapest first, so that the first that fits is the best.

use std::{
    cmp::Reverse,
    collections::{BTreeSet, BinaryHeap},
};

use crate::{
    diagnostic::{Diagnostic, Severity},
    document::Document,
    model::Lab,
    rules::{Pressure, pressures},
    value::Size,
};

use super::{
    Cost, Effect, Harm, Place, Slot, Step, Way,
    relevance::{Change, relevant, strains},
};

/// Where the search ends, so that it takes as long on every machine and for every lab.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    /// Sets that are carried out and checked; of a lab with more than 200 records fewer, at least 20.
    pub tried: u32,
    /// Sets that are put in the queue, which all stand in memory: about 50 MB of them by default.
    pub looked_at: u32,
}

impl Default for Bounds {
    fn default() -> Self {
        Bounds { tried: 2_000, looked_at: 200_000 }
    }
}

impl Bounds {
    /// Records up to which a lab is tried as often as the bounds say; of one with twice as many, half as many sets are.
    const RECORDS: usize = 200;

    fn for_lab(self, lab: &Lab) -> Bounds {
        let records = lab.machines.len() + lab.servers.len() + lab.clusters.len() + lab.networks.len();
        let share = u32::try_from(records.div_ceil(Self::RECORDS).max(1)).unwrap_or(u32::MAX);
        Bounds { tried: (self.tried / share).max(self.tried.min(20)), ..self }
    }
}

pub(super) struct Found {
    pub ways: Vec<Way>,
    pub tried: u32,
    pub is_complete: bool,
}

/// The best way of all, then the best without the most harmful kind of change of the one before, and so on.
pub(super) fn ways(
    document: &Document,
    place: Place<'_>,
    slots: &[Slot],
    known: &BTreeSet<(String, String)>,
    misfits: &[Diagnostic],
    bounds: Bounds,
) -> Found {
    let mut search = Search::new(document, place, slots, known, misfits, bounds.for_lab(document.lab()));
    let mut ways: Vec<Way> = Vec::new();
    let mut excluded = BTreeSet::new();
    while let Some(way) = search.best(&excluded) {
        excluded.insert(way.harm);
        ways.push(way);
    }
    // After a search that ended early the next one may find what is cheaper.
    ways.sort_by_key(Way::cost);
    Found { ways, tried: search.tried, is_complete: search.is_complete }
}

/// What is compared for each pool.
const IN_POOLS: [&str; 2] = ["capacity/pool-overcommit", "capacity/pool-full"];

struct Search<'a> {
    document: &'a Document,
    place: Place<'a>,
    slots: &'a [Slot],
    known: &'a BTreeSet<(String, String)>,
    bounds: Bounds,
    /// What is missing of each thing that all of the lab asks for together.
    missing: Vec<i128>,
    /// What each choice of each slot may save of that at most, alone or with others; absent where it can't be carried out or does not help.
    saves: Vec<Vec<Option<Vec<i128>>>>,
    /// Whether a choice brings no fault by itself, once that is known.
    sound: Vec<Vec<Option<bool>>>,
    tried: u32,
    looked_at: u32,
    is_complete: bool,
}

/// A set of choices: slot and choice, the most harmful first.
type Set = Vec<(usize, usize)>;

impl<'a> Search<'a> {
    fn new(
        document: &'a Document,
        place: Place<'a>,
        slots: &'a [Slot],
        known: &'a BTreeSet<(String, String)>,
        misfits: &[Diagnostic],
        bounds: Bounds,
    ) -> Self {
        let lab = document.lab();
        let is_missing = |pressure: &Pressure| {
            pressure.excess > 0 && misfits.iter().any(|found| found.rule == pressure.rule && found.subject == pressure.subject)
        };
        let missing: Vec<Pressure> = pressures(lab, place.facts, place.instance).into_iter().filter(is_missing).collect();
        // Volumes of one image share its copy, which goes with the last of them.
        let shared: i128 = lab.images.iter().filter_map(|image| image.virtual_size).map(Size::bytes).map(i128::from).sum();
        let before = strains(lab, place);
        let moves = slots.iter().any(|slot| slot.harm == Harm::Pool);
        let alone = |harm: Harm, choice: &super::Choice| {
            let mut changed = document.clone();
            changed.apply(&choice.command).ok()?;
            let after = strains(changed.lab(), place);
            // What is asked by nothing any more is not listed.
            let saved = |rule, subject: String, excess: i128| after.get(&(rule, subject)).map_or(excess, |after| excess - after);
            let most = |pressure: &Pressure| {
                let here = saved(pressure.rule, pressure.subject.to_string(), pressure.excess);
                if !IN_POOLS.contains(&pressure.rule) {
                    return here;
                }
                // A disk that goes or shrinks may be one that another choice puts into this pool.
                let pools = before.iter().filter(|((rule, _), _)| *rule == pressure.rule);
                let anywhere: i128 = pools.map(|((rule, subject), excess)| saved(rule, subject.clone(), *excess).max(0)).sum();
                let saved = if moves && harm != Harm::Pool { here.max(anywhere) } else { here };
                if saved != 0 && pressure.rule == "capacity/pool-overcommit" { saved + shared } else { saved }
            };
            Some((missing.iter().map(most).collect(), Change::between(&before, &after)))
        };
        let mut saves: Vec<Vec<Option<Vec<i128>>>> = Vec::new();
        let mut changes: Vec<Vec<Option<Change>>> = Vec::new();
        for slot in slots {
            let of_slot = slot
                .choices
                .iter()
                .map(|choice| alone(slot.harm, choice).map_or((None, None), |(saves, change)| (Some(saves), Some(change))));
            let (of_saves, of_changes) = of_slot.unzip();
            saves.push(of_saves);
            changes.push(of_changes);
        }
        for (saves, helps) in saves.iter_mut().zip(relevant(&changes, misfits)) {
            for (saves, _) in saves.iter_mut().zip(helps).filter(|(_, helps)| !helps) {
                *saves = None;
            }
        }
        Search {
            document,
            place,
            slots,
            known,
            bounds,
            missing: missing.iter().map(|pressure| pressure.excess).collect(),
            saves,
            sound: slots.iter().map(|slot| vec![None; slot.choices.len()]).collect(),
            tried: 0,
            looked_at: 0,
            is_complete: true,
        }
    }

    /// The cheapest set that fits, without some kinds of change.
    fn best(&mut self, excluded: &BTreeSet<Harm>) -> Option<Way> {
        // The most harmful first: what does without them is seen at once to do, or not.
        let mut order: Vec<usize> = (0..self.slots.len()).filter(|slot| !excluded.contains(&self.slots[*slot].harm)).collect();
        order.sort_by_key(|slot| (Reverse(self.slots[*slot].harm), *slot));
        let rest = self.rest(&order);
        if !self.is_within_reach(&self.missing, &rest[0]) {
            return None;
        }
        let mut heap: BinaryHeap<Reverse<(Cost, Set, usize)>> = BinaryHeap::new();
        heap.push(Reverse((Cost::default(), Set::new(), 0)));
        while let Some(Reverse((cost, set, from))) = heap.pop() {
            if self.tried >= self.bounds.tried {
                self.is_complete = false;
                return None;
            }
            let missing = self.missing_after(&set);
            if !set.is_empty()
                && missing.iter().all(|missing| *missing <= 0)
                && let Some(way) = self.attempt(&set)
            {
                return Some(way);
            }
            for (at, slot) in order.iter().copied().enumerate().skip(from) {
                for choice in 0..self.slots[slot].choices.len() {
                    let (Some(saves), true) = (&self.saves[slot][choice], self.sound[slot][choice] != Some(false)) else { continue };
                    let left: Vec<i128> = missing.iter().zip(saves).map(|(missing, saves)| missing - saves).collect();
                    if !self.is_within_reach(&left, &rest[at + 1]) {
                        continue;
                    }
                    // What is in the queue already is still tried.
                    if self.looked_at >= self.bounds.looked_at {
                        self.is_complete = false;
                    } else {
                        self.looked_at += 1;
                        let mut set = set.clone();
                        set.push((slot, choice));
                        heap.push(Reverse((cost.with(self.slots[slot].harm, self.slots[slot].choices[choice].size), set, at + 1)));
                    }
                }
            }
        }
        None
    }

    /// What the slots from each place on can save at most together.
    fn rest(&self, order: &[usize]) -> Vec<Vec<i128>> {
        let mut rest = vec![vec![0; self.missing.len()]; order.len() + 1];
        for (at, slot) in order.iter().copied().enumerate().rev() {
            for thing in 0..self.missing.len() {
                let most = self.saves[slot].iter().flatten().map(|saves| saves[thing]).max().unwrap_or(0).max(0);
                rest[at][thing] = rest[at + 1][thing] + most;
            }
        }
        rest
    }

    fn is_within_reach(&self, missing: &[i128], rest: &[i128]) -> bool {
        missing.iter().zip(rest).all(|(missing, rest)| missing <= rest)
    }

    fn missing_after(&self, set: &Set) -> Vec<i128> {
        let mut missing = self.missing.clone();
        for saves in set.iter().filter_map(|(slot, choice)| self.saves[*slot][*choice].as_ref()) {
            missing.iter_mut().zip(saves).for_each(|(missing, saves)| *missing -= saves);
        }
        missing
    }

    /// Carries a set out and looks whether the lab fits then and has no fault that it had not before.
    fn attempt(&mut self, set: &Set) -> Option<Way> {
        self.tried += 1;
        let mut set = set.clone();
        // Sizes before removals.
        set.sort_unstable();
        let lab = self.document.lab();
        let mut changed = self.document.clone();
        for (slot, choice) in &set {
            changed.apply(&self.slots[*slot].choices[*choice].command).ok()?;
        }
        if !self.place.misfits(changed.lab()).is_empty() {
            return None;
        }
        if !set.iter().all(|(slot, choice)| self.is_sound(*slot, *choice)) {
            return None;
        }
        let brings = self.place.brings(self.known, changed.lab());
        if brings.iter().any(|found| found.severity == Severity::Error) {
            return None;
        }
        let steps = set.iter().map(|(slot, choice)| {
            let (harm, choice) = (self.slots[*slot].harm, &self.slots[*slot].choices[*choice]);
            let mut alone = self.document.clone();
            let effect = alone.apply(&choice.command).map(|_| Effect::between(lab, alone.lab())).unwrap_or_default();
            Step {
                harm,
                title: choice.title.clone(),
                source: choice.source.clone(),
                command: choice.command.clone(),
                size: choice.size,
                effect,
            }
        });
        let steps: Vec<Step> = steps.collect();
        let harm = steps.iter().map(|step| step.harm).max()?;
        Some(Way { harm, steps, scale: None, effect: Effect::between(lab, changed.lab()), brings })
    }

    /// Whether a choice by itself brings no fault other than that something does not fit. What goes down to a vendor's least may not bring
    /// a warning either: then the vendor asks for more.
    fn is_sound(&mut self, slot: usize, choice: usize) -> bool {
        if let Some(known) = self.sound[slot][choice] {
            return known;
        }
        let is_sound = is_sound(self.document, self.place, self.known, self.slots[slot].harm, &self.slots[slot].choices[choice]);
        self.sound[slot][choice] = Some(is_sound);
        is_sound
    }
}

pub(super) fn is_sound(
    document: &Document,
    place: Place<'_>,
    known: &BTreeSet<(String, String)>,
    harm: Harm,
    choice: &super::Choice,
) -> bool {
    let mut changed = document.clone();
    if changed.apply(&choice.command).is_err() {
        return false;
    }
    let gravest = if harm == Harm::Smaller { Severity::Warning } else { Severity::Error };
    let is_fault =
        |found: &Diagnostic| found.severity <= gravest && !crate::rules::is_misfit(found) && !found.rule.starts_with("capacity/");
    !place.brings(known, changed.lab()).iter().any(is_fault)
}
