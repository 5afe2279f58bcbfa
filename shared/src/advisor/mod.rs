//! What makes a lab fit a host: ranked sets of changes, each proven by carrying it out, and the smallest host for the lab as it is.
//!
//! What fits is what the rules say ([`crate::rules::misfits`]); the advisor has no opinion of its own. It tries sets of the changes in
//! [`space`], the least harmful first, and offers one only when the changed lab fits and has no error that it did not have before.

mod cost;
mod effect;
mod least;
mod library;
mod relevance;
mod search;
mod smallest;
pub mod space;
mod text;

pub use cost::Cost;
pub use effect::Effect;
pub use library::{Offer, library};
pub use search::Bounds;
pub use smallest::{Smallest, SmallestPool, smallest};
pub use space::{Choice, Harm, Slot};

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::{
    diagnostic::{Diagnostic, Severity},
    document::{Command, Document},
    facts::HostFacts,
    model::Lab,
    plan::Instance,
    rules::{check, misfits},
    value::Name,
};

/// What is advised for a lab on a host.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Advice {
    pub verdict: Verdict,
    /// What does not fit, as the rules say it.
    pub misfits: Vec<Diagnostic>,
    /// What makes it fit, the least harmful first.
    pub ways: Vec<Way>,
    /// The smallest host on which the lab fits as it is.
    pub smallest: Smallest,
    /// How far was looked.
    pub search: Searched,
}

/// Whether a lab fits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// Nothing that is known says otherwise.
    Fits,
    /// No host is known, so only what stands inside the lab was looked at: guests on compute nodes.
    FitsInside,
    /// It does not.
    DoesNotFit,
    /// No placement of the guests was found, but not all were tried.
    NotFound,
}

/// A set of changes that makes a lab fit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Way {
    /// The most harmful of its changes.
    pub harm: Harm,
    pub steps: Vec<Step>,
    /// The declared scale to build the lab at, instead of changes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scale: Option<Name>,
    /// What all of them together change.
    pub effect: Effect,
    /// Warnings that the changed lab has and the lab had not.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub brings: Vec<Diagnostic>,
}

impl Way {
    /// How much it costs: what ways are ranked by.
    pub fn cost(&self) -> Cost {
        let scale = self.scale.iter().map(|_| (Harm::Scale, 1000));
        self.steps.iter().map(|step| (step.harm, step.size)).chain(scale).fold(Cost::default(), |cost, (harm, size)| cost.with(harm, size))
    }

    /// All changes as one command.
    pub fn command(&self) -> Command {
        Command::Batch { commands: self.steps.iter().map(|step| step.command.clone()).collect() }
    }
}

/// One change.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Step {
    pub harm: Harm,
    /// What is changed, as a sentence.
    pub title: String,
    /// Where the figure that it goes down to or up to is written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    pub command: Command,
    /// How large the change is, in thousandths of each thing that is changed, added up.
    pub size: u64,
    /// What it alone changes.
    pub effect: Effect,
}

/// How far the search went.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Searched {
    /// Single changes that were considered.
    pub changes: usize,
    /// Sets of changes that were carried out and checked.
    pub tried: u32,
    /// Whether every set that could have been better was tried; otherwise there may be ways that are not listed.
    pub is_complete: bool,
}

/// A lab on a host, as it is looked at again and again.
#[derive(Clone, Copy)]
pub(crate) struct Place<'a> {
    pub facts: Option<&'a HostFacts>,
    pub instance: Option<&'a Instance>,
}

impl Place<'_> {
    fn misfits(self, lab: &Lab) -> Vec<Diagnostic> {
        misfits(lab, self.facts, self.instance)
    }

    /// The errors and warnings that a lab has and another one had not, by rule and subject.
    fn brings(self, before: &BTreeSet<(String, String)>, lab: &Lab) -> Vec<Diagnostic> {
        let found = check(lab, self.facts, self.instance).diagnostics;
        found.into_iter().filter(|found| found.severity <= Severity::Warning && !before.contains(&key(found))).collect()
    }

    /// What a lab has, by rule and subject; what it accepts among it.
    fn known(self, lab: &Lab) -> BTreeSet<(String, String)> {
        let report = check(lab, self.facts, self.instance);
        report.diagnostics.iter().chain(report.accepted.iter().map(|accepted| &accepted.diagnostic)).map(key).collect()
    }
}

fn key(found: &Diagnostic) -> (String, String) {
    // An error where there was a warning is new.
    let grade = if found.severity == Severity::Error { "error " } else { "" };
    (format!("{grade}{}", found.rule), found.subject.to_string())
}

/// What makes a lab fit a host, as far as it is known; with no host, what makes its guests fit its compute nodes.
pub fn advise(document: &Document, facts: Option<&HostFacts>, instance: Option<&Instance>) -> Advice {
    advise_within(document, facts, instance, Bounds::default())
}

/// The same with other bounds of the search.
pub fn advise_within(document: &Document, facts: Option<&HostFacts>, instance: Option<&Instance>, bounds: Bounds) -> Advice {
    let (lab, place) = (document.lab(), Place { facts, instance });
    let misfits = place.misfits(lab);
    let verdict = match (misfits.is_empty(), facts) {
        (true, Some(_)) => Verdict::Fits,
        (true, None) => Verdict::FitsInside,
        _ if misfits.iter().any(|found| found.severity == Severity::Error) => Verdict::DoesNotFit,
        _ => Verdict::NotFound,
    };
    let mut advice = Advice {
        verdict,
        misfits,
        ways: Vec::new(),
        smallest: smallest(lab),
        search: Searched { changes: 0, tried: 0, is_complete: true },
    };
    if !advice.misfits.is_empty() {
        let known = place.known(lab);
        let slots = space::slots(document, facts, instance);
        let found = search::ways(document, place, &slots, &known, &advice.misfits, bounds);
        advice.ways = found.ways;
        advice.search =
            Searched { changes: slots.iter().map(|slot| slot.choices.len()).sum(), tried: found.tried, is_complete: found.is_complete };
        advice.ways.extend(lab.scales.iter().filter_map(|scale| at_scale(lab, &scale.name, place, &known)));
    }
    advice
}

/// A declared scale as a way, if the lab fits at it and has no error that it has not as drawn.
fn at_scale(lab: &Lab, name: &Name, place: Place<'_>, known: &BTreeSet<(String, String)>) -> Option<Way> {
    let scaled = lab.at_scale(name.as_str())?;
    if !place.misfits(&scaled).is_empty() {
        return None;
    }
    let brings = place.brings(known, &scaled);
    let is_worse = brings.iter().any(|found| found.severity == Severity::Error);
    (!is_worse).then(|| Way {
        harm: Harm::Scale,
        steps: Vec::new(),
        scale: Some(name.clone()),
        effect: Effect::between(lab, &scaled),
        brings,
    })
}
