//! A plan under review: asked for, shown, consented to, approved.

use std::{collections::BTreeSet, sync::Arc};

use labwright_shared::{
    api::{FailurePolicy, PlanRequest, StartRun, Started, paths},
    document::Document,
    plan::{Action, Purpose},
    value::{Name, Sha256},
};
use leptos::{prelude::*, task::spawn_local};

use super::{
    App,
    api::Failure,
    plan_view::{Plan, PlanAnswer, Step},
    runs, save,
    ui::Tab,
};

#[derive(Clone, Debug)]
pub enum PlanState {
    None,
    Asking(Purpose),
    Ready(Arc<PlanAnswer>),
    Refused(Failure),
}

#[derive(Clone, Copy)]
pub struct Planning {
    pub state: RwSignal<PlanState>,
    pub purpose: RwSignal<Purpose>,
    pub scale: RwSignal<Option<Name>>,
    pub policy: RwSignal<FailurePolicy>,
    /// Steps on what is not the lab's own that were consented to.
    pub consents: RwSignal<BTreeSet<String>>,
    /// The document's content when the plan was asked for.
    pub content: RwSignal<Option<Sha256>>,
    pub starting: RwSignal<bool>,
    /// Why the run did not start.
    pub failure: RwSignal<Option<Failure>>,
}

impl Planning {
    pub fn new() -> Self {
        Planning {
            state: RwSignal::new(PlanState::None),
            purpose: RwSignal::new(Purpose::Apply),
            scale: RwSignal::new(None),
            policy: RwSignal::new(FailurePolicy::Keep),
            consents: RwSignal::default(),
            content: RwSignal::new(None),
            starting: RwSignal::new(false),
            failure: RwSignal::new(None),
        }
    }

    pub fn clear(&self) {
        self.state.set(PlanState::None);
        self.failure.set(None);
        self.consents.set(BTreeSet::new());
        self.scale.set(None);
        self.purpose.set(Purpose::Apply);
    }

    pub fn answer(&self) -> Option<Arc<PlanAnswer>> {
        self.state.with(|state| match state {
            PlanState::Ready(answer) => Some(answer.clone()),
            _ => None,
        })
    }

    /// Saves, then asks the server for a plan.
    pub fn ask(self, app: App, purpose: Purpose, machines: Vec<Name>) {
        app.views.call(move |views| (views.ask)(self, app, purpose, machines));
    }

    /// What [`Planning::ask`] does, in the part that can read a plan.
    pub fn ask_now(self, app: App, purpose: Purpose, machines: Vec<Name>) {
        let Some(lab) = app.labs.current.get_untracked() else { return };
        self.purpose.set(purpose);
        self.state.set(PlanState::Asking(purpose));
        self.failure.set(None);
        self.consents.set(BTreeSet::new());
        spawn_local(async move {
            let result = async {
                save::flush(app).await?;
                self.content.set(Some(app.doc.with(Document::content_digest)));
                let request = PlanRequest { purpose, scale: self.scale.get_untracked(), machines };
                app.server.post::<PlanAnswer>(&paths::plan(&lab), &request).await
            };
            let state = result.await.map_or_else(PlanState::Refused, |answer| PlanState::Ready(Arc::new(answer)));
            // Another lab may have been opened while the server thought.
            if app.labs.current.with_untracked(|current| current.as_deref() == Some(lab.as_str())) {
                self.state.set(state);
            }
        });
    }

    /// Approves the plan as it was shown and follows its run.
    pub fn approve(self, app: App) {
        let PlanState::Ready(answer) = self.state.get_untracked() else { return };
        if self.starting.get_untracked() {
            return;
        }
        self.starting.set(true);
        self.failure.set(None);
        let body = StartRun {
            digest: answer.digest.clone(),
            consents: self.consents.get_untracked().into_iter().collect(),
            on_failure: self.policy.get_untracked(),
        };
        spawn_local(async move {
            let result = app.server.post::<Started>(paths::RUNS, &body).await;
            self.starting.set(false);
            match result {
                Ok(started) => {
                    self.state.set(PlanState::None);
                    runs::open(app, started.run);
                    // A start or stop of a machine is watched where one is; the long ones have their page.
                    if matches!(answer.plan.purpose, Purpose::Apply | Purpose::Destroy) {
                        app.ui.tab.set(Tab::Run);
                    }
                }
                Err(failure) => self.failure.set(Some(failure)),
            }
        });
    }

    /// Whether every step that needs its own consent has it.
    pub fn is_consented(&self, plan: &Plan) -> bool {
        self.consents.with(|consents| foreign(plan).all(|step| consents.contains(&step.id)))
    }
}

impl Default for Planning {
    fn default() -> Self {
        Planning::new()
    }
}

/// Whether the document has changed since the plan was asked for.
pub fn is_outdated(app: App) -> bool {
    app.doc.revision.track();
    app.plan.content.with(|content| *content != Some(app.doc.with(Document::content_digest)))
}

/// The steps on what is not the lab's own that need a word of their own. A destroy puts old values back and needs none.
pub fn foreign(plan: &Plan) -> impl Iterator<Item = &Step> {
    plan.changes().filter(|step| step.foreign && plan.purpose != Purpose::Destroy)
}

/// What a plan does, in figures: "12 to create, 1 to change".
pub fn totals(plan: &Plan) -> Vec<(Action, String)> {
    let words = [
        (Action::Create, "to create"),
        (Action::Update, "to change"),
        (Action::Replace, "to replace"),
        (Action::Delete, "to delete"),
        (Action::Start, "to start"),
        (Action::Stop, "to stop"),
        (Action::Wait, "to wait for"),
    ];
    let count = |action: Action| plan.steps.iter().filter(|step| step.action == action).count();
    words
        .into_iter()
        .map(|(action, words)| (action, count(action), words))
        .filter(|(_, count, _)| *count > 0)
        .map(|(action, count, words)| (action, format!("{count} {words}")))
        .collect()
}

/// What a purpose is called on a button.
pub fn verb(purpose: Purpose) -> &'static str {
    match purpose {
        Purpose::Apply => "Apply",
        Purpose::Destroy => "Destroy",
        Purpose::Start => "Start",
        Purpose::Stop => "Stop",
        Purpose::Reboot => "Reboot",
    }
}
