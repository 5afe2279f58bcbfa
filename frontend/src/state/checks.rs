//! What the rules and the meters say about the document: worked out soon after an edit, not during it.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use labwright_shared::{
    capacity::{Meter, meters},
    diagnostic::{Report, Severity},
    facts::{HostFacts, Mark},
    model::{Lab, RecordRef},
    plan::Instance,
    rules::Checker,
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
    /// Remembers what it found, so that after an edit it looks only at what changed.
    checker: StoredValue<Checker, LocalStorage>,
    pending: StoredValue<bool>,
}

impl Checks {
    pub fn new() -> Self {
        Checks {
            report: RwSignal::default(),
            badges: RwSignal::default(),
            meters: RwSignal::default(),
            took_ms: RwSignal::new(0.0),
            checker: StoredValue::new_local(Checker::default()),
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
    let look = |facts: Option<&HostFacts>| {
        app.checks.checker.try_update_value(|checker| (desk.look)(checker, document.lab(), facts, instance.as_ref()))
    };
    let Some(Found { report, meters }) = app.host.with_facts_untracked(look) else { return };
    app.checks.took_ms.set(now() - begun);
    if app.checks.report.with_untracked(|before| !Arc::ptr_eq(before, &report)) {
        let badges = badges(&report);
        if app.checks.badges.with_untracked(|before| *before != badges) {
            app.checks.badges.set(badges);
        }
        app.checks.report.set(report);
    }
    if app.checks.meters.with_untracked(|before| *before != meters) {
        app.checks.meters.set(meters);
    }
}

pub struct Found {
    report: Arc<Report>,
    meters: Vec<Meter>,
}

impl Found {
    pub fn into_report(self) -> Arc<Report> {
        self.report
    }
}

/// Values in, values out; the report is the same value as before where nothing in it changed.
pub fn look(checker: &mut Checker, lab: &Lab, facts: Option<&HostFacts>, instance: Option<&Instance>) -> Found {
    let is_ours = |mark: Option<&Mark>| {
        mark.is_some_and(|mark| match instance {
            Some(instance) => mark.instance == instance.id,
            None => mark.lab == lab.metadata.name,
        })
    };
    Found { report: checker.check(lab, facts, instance), meters: meters(lab, facts, is_ours) }
}

fn badges(report: &Report) -> BTreeMap<RecordRef, Badge> {
    let mut badges: BTreeMap<RecordRef, Badge> = BTreeMap::new();
    for diagnostic in &report.diagnostics {
        let badge = badges.entry(diagnostic.subject.record.clone()).or_default();
        match diagnostic.severity {
            Severity::Error => badge.errors += 1,
            Severity::Warning => badge.warnings += 1,
            Severity::Info => badge.infos += 1,
        }
    }
    badges
}

/// Milliseconds of the browser's clock.
pub fn now() -> f64 {
    window().performance().map_or(0.0, |performance| performance.now())
}
