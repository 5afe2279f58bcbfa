//! The same by trying every set there is.

use std::collections::BTreeSet;

use labwright_shared::{
    advisor::{Cost, Harm, Slot, space::slots},
    diagnostic::{Diagnostic, Severity},
    document::{Command, Document},
    facts::HostFacts,
    rules::{check, is_misfit, misfits},
};

/// The costs of the best way, of the best one without the worst kind of change of that, and so on; `None` where there are too many sets.
pub fn costs(document: &Document, facts: &HostFacts, most: usize) -> Option<Vec<Cost>> {
    let slots = slots(document, Some(facts), None);
    let sets = slots.iter().try_fold(1usize, |sets, slot| sets.checked_mul(slot.choices.len() + 1))?;
    if sets > most {
        return None;
    }
    let known = known(document, facts);
    let sound: Vec<Vec<bool>> = slots
        .iter()
        .map(|slot| slot.choices.iter().map(|choice| is_sound(document, facts, &known, slot.harm, &choice.command)).collect())
        .collect();
    let mut all: Vec<(Cost, Vec<(usize, usize)>)> = (1..sets)
        .filter_map(|number| {
            let set = nth(&slots, &sound, number)?;
            let choices = set.iter().map(|(slot, choice)| (slots[*slot].harm, slots[*slot].choices[*choice].size));
            Some((choices.fold(Cost::default(), |cost, (harm, size)| cost.with(harm, size)), set))
        })
        .collect();
    // In the order of their cost, so that those which cost more than one that fits need not be carried out.
    all.sort();
    let (mut costs, mut excluded) = (Vec::new(), BTreeSet::new());
    for (cost, set) in all {
        let harms: BTreeSet<Harm> = set.iter().map(|(slot, _)| slots[*slot].harm).collect();
        if harms.is_disjoint(&excluded) && does(document, facts, &known, &slots, &set) {
            costs.push(cost);
            excluded.extend(harms.last());
        }
    }
    Some(costs)
}

/// The set of that number; `None` where it has a choice that brings a fault by itself.
fn nth(slots: &[Slot], sound: &[Vec<bool>], mut number: usize) -> Option<Vec<(usize, usize)>> {
    let mut set = Vec::new();
    for (index, slot) in slots.iter().enumerate() {
        let choices = slot.choices.len() + 1;
        if let Some(choice) = (number % choices).checked_sub(1) {
            if !sound[index][choice] {
                return None;
            }
            set.push((index, choice));
        }
        number /= choices;
    }
    Some(set)
}

fn does(document: &Document, facts: &HostFacts, known: &BTreeSet<String>, slots: &[Slot], set: &[(usize, usize)]) -> bool {
    let mut changed = document.clone();
    let is_applied = set.iter().all(|(slot, choice)| changed.apply(&slots[*slot].choices[*choice].command).is_ok());
    is_applied
        && misfits(changed.lab(), Some(facts), None).is_empty()
        && brings(&changed, facts, known).iter().all(|found| found.severity > Severity::Error)
}

fn is_sound(document: &Document, facts: &HostFacts, known: &BTreeSet<String>, harm: Harm, command: &Command) -> bool {
    let mut changed = document.clone();
    if changed.apply(command).is_err() {
        return false;
    }
    let bears = if harm == Harm::Smaller { Severity::Warning } else { Severity::Error };
    brings(&changed, facts, known).iter().all(|found| found.severity > bears || is_misfit(found) || found.rule.starts_with("capacity/"))
}

/// What a changed lab has of findings that the lab had not.
pub fn brings(changed: &Document, facts: &HostFacts, known: &BTreeSet<String>) -> Vec<Diagnostic> {
    check(changed.lab(), Some(facts), None).diagnostics.into_iter().filter(|found| !known.contains(&key(found))).collect()
}

pub fn known(document: &Document, facts: &HostFacts) -> BTreeSet<String> {
    let report = check(document.lab(), Some(facts), None);
    report.diagnostics.iter().chain(report.accepted.iter().map(|accepted| &accepted.diagnostic)).map(key).collect()
}

fn key(found: &Diagnostic) -> String {
    format!("{} {} {}", found.severity == Severity::Error, found.rule, found.subject)
}
