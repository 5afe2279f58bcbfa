//! What the rules and the meters say about the document. A worker asks them ([`super::checker`]), so that neither typing nor the canvas waits.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use labwright_shared::{capacity::Meter, diagnostic::Report, model::RecordRef};
use leptos::prelude::*;

use crate::ui::on::effect;

use super::{App, checker::Course};

/// How many findings a record has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Badge {
    pub errors: usize,
    pub warnings: usize,
    pub infos: usize,
}

/// Whether what is shown was checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Nothing is known of this lab yet: it may have findings or none.
    Unknown,
    Known,
    /// The checker could not be started, or broke off twice.
    Stopped,
}

#[derive(Clone, Copy)]
pub struct Checks {
    pub standing: RwSignal<Standing>,
    /// Whether an edit has been waiting for its findings for so long that it should be told.
    pub is_late: RwSignal<bool>,
    pub report: RwSignal<Arc<Report>>,
    pub badges: RwSignal<BTreeMap<RecordRef, Badge>>,
    pub meters: RwSignal<Vec<Meter>>,
    /// How many rules were asked, and how many milliseconds they took.
    pub effort: RwSignal<(usize, f64)>,
    pub(super) course: StoredValue<Course, LocalStorage>,
    pending: StoredValue<bool>,
}

impl Checks {
    pub fn new() -> Self {
        Checks {
            standing: RwSignal::new(Standing::Unknown),
            is_late: RwSignal::new(false),
            report: RwSignal::default(),
            badges: RwSignal::default(),
            meters: RwSignal::default(),
            effort: RwSignal::default(),
            course: StoredValue::new_local(Course::default()),
            pending: StoredValue::new(false),
        }
    }

    /// Whether the findings are those of this lab, as a signal.
    pub fn is_known(&self) -> bool {
        self.standing.get() == Standing::Known
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
        let check = move || {
            app.checks.pending.set_value(false);
            app.desk.call(move |desk| (desk.check)(app));
        };
        set_timeout(check, Duration::ZERO);
    });
}
