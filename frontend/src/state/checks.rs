//! What the rules and the meters say about the document: worked out soon after an edit, not during it.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use labwright_shared::{
    capacity::{Meter, meters},
    diagnostic::{Report, Severity},
    facts::{HostFacts, Mark},
    model::{Lab, RecordRef},
    plan::Instance,
    rules,
};
use leptos::prelude::*;

use crate::{part::desk::Desk, ui::on::effect};

use super::App;

/// How many findings a record has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Badge {
    pub errors: usize,
    pub warnings: usize,
    pub infos: usize,
}

#[derive(Clone, Copy)]
pub struct Checks {
    pub report: RwSignal<Arc<Report>>,
    pub badges: RwSignal<BTreeMap<RecordRef, Badge>>,
    pub meters: RwSignal<Vec<Meter>>,
    /// How long the rules took.
    pub took_ms: RwSignal<f64>,
    pending: StoredValue<bool>,
}

impl Checks {
    pub fn new() -> Self {
        Checks {
            report: RwSignal::default(),
            badges: RwSignal::default(),
            meters: RwSignal::default(),
            took_ms: RwSignal::new(0.0),
            pending: StoredValue::new(false),
        }
    }
}

impl Default for Checks {
    fn default() -> Self {
        Checks::new()
    }
}

/// Checks whenever the document, the host or the instance changed.
pub fn follow(app: App) {
    effect(move || {
        app.doc.revision.track();
        app.host.state.track();
        app.labs.instance.track();
        if app.checks.pending.get_value() {
            return;
        }
        app.checks.pending.set_value(true);
        set_timeout(move || app.desk.call(move |desk| run(app, desk)), Duration::ZERO);
    });
}

fn run(app: App, desk: &Desk) {
    app.checks.pending.set_value(false);
    let document = app.doc.snapshot();
    let instance = app.labs.instance.get_untracked();
    let begun = now();
    let found = app.host.with_facts_untracked(|facts| (desk.look)(document.lab(), facts, instance.as_ref()));
    app.checks.took_ms.set(now() - begun);
    let Found { report, meters, badges } = found;
    if app.checks.report.with_untracked(|before| **before != report) {
        app.checks.report.set(Arc::new(report));
    }
    if app.checks.badges.with_untracked(|before| *before != badges) {
        app.checks.badges.set(badges);
    }
    if app.checks.meters.with_untracked(|before| *before != meters) {
        app.checks.meters.set(meters);
    }
}

pub struct Found {
    report: Report,
    meters: Vec<Meter>,
    badges: BTreeMap<RecordRef, Badge>,
}

impl Found {
    pub fn into_report(self) -> Report {
        self.report
    }
}

/// Values in, values out: what a worker can be asked as well.
pub fn look(lab: &Lab, facts: Option<&HostFacts>, instance: Option<&Instance>) -> Found {
    let report = rules::check(lab, facts, instance);
    let is_ours = |mark: Option<&Mark>| {
        mark.is_some_and(|mark| match instance {
            Some(instance) => mark.instance == instance.id,
            None => mark.lab == lab.metadata.name,
        })
    };
    let mut badges: BTreeMap<RecordRef, Badge> = BTreeMap::new();
    for diagnostic in &report.diagnostics {
        let badge = badges.entry(diagnostic.subject.record.clone()).or_default();
        match diagnostic.severity {
            Severity::Error => badge.errors += 1,
            Severity::Warning => badge.warnings += 1,
            Severity::Info => badge.infos += 1,
        }
    }
    Found { meters: meters(lab, facts, is_ours), report, badges }
}

/// Milliseconds of the browser's clock.
pub fn now() -> f64 {
    window().performance().map_or(0.0, |performance| performance.now())
}
