//! Whether a lab fits its host and its clouds: what the rules that count say, and how much is missing where they can tell.

use std::collections::BTreeMap;

use crate::{
    diagnostic::{Diagnostic, Severity, Subject},
    facts::HostFacts,
    model::{Lab, RecordRef},
    plan::Instance,
    value::Size,
};

use super::{
    Context, RULES, Rule,
    judge::look,
    policy::Policy,
    support::{
        edit::Located,
        load::{Memory, Vcpus},
        space,
    },
};

/// The rule that places guests on compute nodes.
pub const NO_PLACE: &str = "nested/no-place";

/// Whether a finding says that something does not fit: an error of the family `capacity`, or a guest without a place. That a guest has
/// no place is a warning where the search for one ended before all ways were tried. It counts as severe as the lab wants it.
pub fn is_misfit(found: &Diagnostic) -> bool {
    found.rule == NO_PLACE && found.severity <= Severity::Warning
        || found.severity == Severity::Error && found.rule.starts_with("capacity/")
}

/// What does not fit and is not accepted by the lab, by the same rules as [`super::check`] runs: a lab fits exactly when this is empty,
/// as far as the host is known.
pub fn misfits(lab: &Lab, facts: Option<&HostFacts>, instance: Option<&Instance>) -> Vec<Diagnostic> {
    by_rules(lab, facts, instance, |_| true)
}

/// Those of them that a larger host would mend.
pub fn host_misfits(lab: &Lab, facts: &HostFacts) -> Vec<Diagnostic> {
    by_rules(lab, Some(facts), None, |rule| rule.reads.iter().any(|input| input.is_of_host()))
}

fn by_rules(lab: &Lab, facts: Option<&HostFacts>, instance: Option<&Instance>, of: impl Fn(&Rule) -> bool) -> Vec<Diagnostic> {
    let (context, policy) = (Context::new(lab, facts, instance), Policy::of(&lab.settings));
    let mut misfits = Vec::new();
    for rule in RULES.iter().filter(|rule| (rule.id == NO_PLACE || rule.id.starts_with("capacity/")) && of(rule)) {
        for (_, mut found) in look(rule, &context) {
            if policy.judge(&mut found).is_none() && is_misfit(&found) {
                misfits.push(found);
            }
        }
    }
    misfits
}

/// The largest that the volumes and base images in each pool can become, by its name; those of unknown size left out.
pub fn fully_grown(lab: &Lab) -> BTreeMap<&str, Size> {
    space::asked(&Context::new(lab, None, None)).into_iter().map(|(pool, asked)| (pool, asked.grown)).collect()
}

/// Something of the host that is asked for by all of a lab together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pressure {
    /// The rule that finds it where it is too much, and what its finding is about.
    pub rule: &'static str,
    pub subject: Subject,
    /// What is asked beyond what may be, in virtual CPUs or bytes; negative where that is less.
    pub excess: i128,
}

/// How much a lab asks of what its host has, where that is known: the figures that the rules compare.
pub fn pressures(lab: &Lab, facts: Option<&HostFacts>, instance: Option<&Instance>) -> Vec<Pressure> {
    let cx = &Context::new(lab, facts, instance);
    let mut pressures = Vec::new();
    let mut add = |rule, subject, asked: u64, allowed: u64| {
        pressures.push(Pressure { rule, subject, excess: i128::from(asked) - i128::from(allowed) });
    };
    let host = || Subject::record(RecordRef::host());
    if let Some(load) = Memory::of(cx) {
        add("capacity/memory", host(), load.all().bytes(), load.allowed.bytes());
    }
    if let Some(load) = Vcpus::of(cx) {
        add("capacity/vcpu-overcommit", host(), load.all(), load.allowed);
    }
    let asked = cx.asked();
    for pool in lab.pools.iter() {
        if let Some((free, _)) = space::free(cx, pool) {
            let at_once: Size = space::unwritten(cx, pool).iter().filter_map(|(_, disk)| space::size(cx, disk)).sum();
            add("capacity/pool-full", pool.here(), at_once.bytes(), free.bytes());
        }
        let Some(capacity) = space::capacity(cx, pool) else { continue };
        let grown = asked.get(pool.name.as_str()).map_or(0, |asked| asked.grown.bytes());
        add("capacity/pool-overcommit", pool.here(), grown, lab.host.overcommit.disk.of(capacity.bytes()));
    }
    pressures
}
