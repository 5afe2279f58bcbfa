//! Runs: the list of them, and the one that is watched, as its events tell it.

use std::{collections::BTreeMap, sync::Arc};

use gloo::net::http::Method;
use labwright_shared::{
    api::{RunSummary, paths},
    plan::{Action, Purpose},
    run::{EventKind, RunEvent, RunPhase, RunState, StepPhase},
};
use leptos::{prelude::*, task::spawn_local};
use serde::Deserialize;
use wasm_bindgen::{JsCast, prelude::Closure};

use super::{
    App,
    api::{self, Failure},
    host, labs, live,
    plan_view::Plan,
    server,
};

/// [`labwright_shared::api::RunAnswer`], its plan as it is shown.
#[derive(Deserialize)]
struct RunAnswer {
    summary: RunSummary,
    plan: Plan,
    state: RunState,
}

/// How the watched run's events come in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stream {
    /// Nothing is watched, or the run is over.
    Closed,
    Live,
    /// The connection broke; the browser tries again and goes on where it was.
    Broken,
}

/// How one machine fares in the watched run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MachinePhase {
    Waiting,
    Working,
    Done,
    Failed,
}

#[derive(Clone, Copy)]
pub struct Runs {
    pub list: RwSignal<Option<Vec<RunSummary>>>,
    pub current: RwSignal<Option<String>>,
    pub plan: RwSignal<Option<Arc<Plan>>>,
    pub state: RwSignal<RunState>,
    pub carried: RwSignal<bool>,
    pub stream: RwSignal<Stream>,
    pub failure: RwSignal<Option<Failure>>,
    source: StoredValue<Option<Source>, LocalStorage>,
}

impl Runs {
    pub fn new() -> Self {
        Runs {
            list: RwSignal::new(None),
            current: RwSignal::new(None),
            plan: RwSignal::new(None),
            state: RwSignal::new(RunState::default()),
            carried: RwSignal::new(false),
            stream: RwSignal::new(Stream::Closed),
            failure: RwSignal::new(None),
            source: StoredValue::new_local(None),
        }
    }

    pub fn clear(&self) {
        self.source.set_value(None);
        self.list.set(None);
        self.current.set(None);
        self.plan.set(None);
        self.stream.set(Stream::Closed);
        self.failure.set(None);
    }

    pub fn phase(&self) -> Option<RunPhase> {
        self.plan.with(Option::is_some).then(|| self.state.with(|state| state.phase))
    }

    pub fn phase_untracked(&self) -> Option<RunPhase> {
        self.plan.with_untracked(Option::is_some).then(|| self.state.with_untracked(|state| state.phase))
    }

    /// Whether a run is watched that goes on: not over, and carried by somebody.
    pub fn is_running(&self) -> bool {
        self.phase().is_some_and(|phase| !phase.is_over()) && self.carried.get()
    }

    /// Whether a run is watched that is not over and that nobody carries: its process died.
    pub fn is_interrupted(&self) -> bool {
        self.phase().is_some_and(|phase| !phase.is_over()) && !self.carried.get()
    }

    /// How the machines fare in the watched run, by record.
    pub fn machines(&self) -> BTreeMap<String, MachinePhase> {
        let Some(plan) = self.plan.get() else { return BTreeMap::new() };
        self.state.with(|state| machine_phases(&plan, state))
    }
}

impl Default for Runs {
    fn default() -> Self {
        Runs::new()
    }
}

fn machine_phases(plan: &Plan, state: &RunState) -> BTreeMap<String, MachinePhase> {
    let mut phases = BTreeMap::new();
    for step in plan.changes().filter(|step| step.resource.record.starts_with("machines[")) {
        let now = match state.steps.get(&step.id).map(|step| step.phase) {
            None => MachinePhase::Waiting,
            Some(StepPhase::Running) => MachinePhase::Working,
            Some(StepPhase::Done) => MachinePhase::Done,
            Some(StepPhase::Failed | StepPhase::Undone) => MachinePhase::Failed,
        };
        let phase = phases.entry(step.resource.record.clone()).or_insert(now);
        *phase = match (*phase, now) {
            (MachinePhase::Failed, _) | (_, MachinePhase::Failed) => MachinePhase::Failed,
            (MachinePhase::Working, _) | (_, MachinePhase::Working) => MachinePhase::Working,
            // Between two of its steps a machine is still being worked on.
            (MachinePhase::Done, MachinePhase::Waiting) | (MachinePhase::Waiting, MachinePhase::Done) => MachinePhase::Working,
            (_, now) => now,
        };
    }
    phases
}

/// Asks for the open lab's runs, and watches the last of them.
pub fn load_list(app: App) {
    app.views.call(move |views| (views.load_runs)(app));
}

/// What [`load_list`] does, in the part that can read runs.
pub fn load_list_now(app: App) {
    let Some(lab) = app.labs.current.get_untracked() else { return };
    spawn_local(async move {
        let Ok(list) = app.server.get::<Vec<RunSummary>>(&format!("{}?lab={lab}", paths::RUNS)).await else { return };
        if app.labs.current.with_untracked(|current| current.as_deref() != Some(lab.as_str())) {
            return;
        }
        // A run that goes on is watched without being asked for; so is the last one on its page.
        let latest = list.first().map(|run| run.run.clone());
        app.runs.list.set(Some(list));
        if let (None, Some(run)) = (app.runs.current.get_untracked(), latest) {
            open(app, run);
        }
    });
}

/// Watches a run from its first event on.
pub fn open(app: App, run: String) {
    app.runs.source.set_value(None);
    app.runs.stream.set(Stream::Closed);
    app.runs.failure.set(None);
    // Another run's end must not be taken for this one's.
    if app.runs.current.with_untracked(|current| current.as_deref() != Some(run.as_str())) {
        app.runs.plan.set(None);
    }
    app.runs.current.set(Some(run.clone()));
    spawn_local(async move {
        let answer = app.server.get::<RunAnswer>(&paths::run(&run)).await;
        if app.runs.current.with_untracked(|current| current.as_deref() != Some(run.as_str())) {
            return;
        }
        match answer {
            Ok(answer) => {
                let is_over = answer.state.phase.is_over();
                app.runs.carried.set(answer.summary.carried);
                app.runs.state.set(answer.state);
                app.runs.plan.set(Some(Arc::new(answer.plan)));
                if !is_over {
                    listen(app, &run);
                }
            }
            Err(failure) => {
                app.runs.plan.set(None);
                app.runs.failure.set(Some(failure));
            }
        }
    });
}

/// Looks whether anybody carries the watched run still: the process that does may have died.
pub fn look_after(app: App) {
    let (Some(lab), Some(run)) = (app.labs.current.get_untracked(), app.runs.current.get_untracked()) else { return };
    spawn_local(async move {
        let Ok(list) = app.server.get::<Vec<RunSummary>>(&format!("{}?lab={lab}", paths::RUNS)).await else { return };
        if app.runs.current.with_untracked(|current| current.as_deref() != Some(run.as_str())) {
            return;
        }
        let summary = list.iter().find(|summary| summary.run == run);
        // One that has just ended tells so itself, by its last event.
        if let Some(carried) = summary.filter(|summary| !summary.phase.is_over()).map(|summary| summary.carried)
            && carried != app.runs.carried.get_untracked()
        {
            app.runs.carried.set(carried);
        }
        app.runs.list.set(Some(list));
    });
}

pub fn cancel(app: App) {
    command(app, paths::run_cancel);
}

pub fn resume(app: App) {
    command(app, paths::run_resume);
}

fn command(app: App, path: fn(&str) -> String) {
    let Some(run) = app.runs.current.get_untracked() else { return };
    app.runs.failure.set(None);
    spawn_local(async move {
        match app.server.tell(Method::POST, &path(&run)).await {
            Ok(()) => open(app, run),
            Err(failure) => app.runs.failure.set(Some(failure)),
        }
    });
}

/// An open stream of events, with the closures that the browser calls.
struct Source {
    source: web_sys::EventSource,
    _message: Closure<dyn FnMut(web_sys::MessageEvent)>,
    _error: Closure<dyn FnMut(web_sys::Event)>,
    _open: Closure<dyn FnMut(web_sys::Event)>,
}

impl Drop for Source {
    fn drop(&mut self) {
        self.source.close();
    }
}

fn listen(app: App, run: &str) {
    let Ok(source) = web_sys::EventSource::new(&paths::run_events(run)) else { return };
    let message = Closure::new(move |event: web_sys::MessageEvent| {
        let Some(event) = event.data().as_string().and_then(|text| api::parse(&text).and_then(api::typed::<RunEvent>).ok()) else { return };
        if app.runs.state.with_untracked(|state| event.seq <= state.seq) {
            return;
        }
        app.runs.state.update(|state| state.apply(&event));
        if event.kind == EventKind::Resumed {
            app.runs.carried.set(true);
        }
        if app.runs.state.with_untracked(|state| state.phase.is_over()) {
            // Not from within the closure that would be dropped with it.
            set_timeout(move || over(app), std::time::Duration::ZERO);
        }
    });
    let open = Closure::new(move |_: web_sys::Event| {
        // The server is back: another process, perhaps, that does not carry the run.
        if app.runs.stream.get_untracked() == Stream::Broken {
            look_after(app);
        }
        app.runs.stream.set(Stream::Live);
    });
    let again = run.to_owned();
    let error = Closure::new(move |_: web_sys::Event| {
        app.runs.stream.set(Stream::Broken);
        server::ask(app);
        let is_closed = app
            .runs
            .source
            .with_value(|source| source.as_ref().is_none_or(|source| source.source.ready_state() == web_sys::EventSource::CLOSED));
        if is_closed {
            // The browser has given up: begin anew. Events that were heard before change nothing.
            let run = again.clone();
            set_timeout(
                move || {
                    if app.runs.current.with_untracked(|current| current.as_deref() == Some(run.as_str()))
                        && app.runs.stream.get_untracked() == Stream::Broken
                    {
                        listen(app, &run);
                    }
                },
                std::time::Duration::from_secs(2),
            );
        }
    });
    source.set_onmessage(Some(message.as_ref().unchecked_ref()));
    source.set_onopen(Some(open.as_ref().unchecked_ref()));
    source.set_onerror(Some(error.as_ref().unchecked_ref()));
    app.runs.source.set_value(Some(Source { source, _message: message, _error: error, _open: open }));
}

/// The run has ended: what it changed is looked at anew.
fn over(app: App) {
    if app.runs.stream.get_untracked() == Stream::Closed {
        return;
    }
    app.runs.source.set_value(None);
    app.runs.stream.set(Stream::Closed);
    load_list(app);
    host::load(app, true);
    spawn_local(async move {
        labs::refresh(app).await;
        live::look(app).await;
    });
}

/// "Apply running", "Destroy failed" …
pub fn title(purpose: Purpose, phase: RunPhase, carried: bool) -> String {
    let phase = if phase.is_over() || carried { phase.as_str() } else { "interrupted" };
    format!("{} {phase}", super::planning::verb(purpose))
}

/// The sign of an action as a CSS class.
pub fn action_class(action: Action) -> &'static str {
    match action {
        Action::Create | Action::Start => "act-create",
        Action::Update => "act-update",
        Action::Replace => "act-replace",
        Action::Delete | Action::Stop => "act-delete",
        Action::Wait | Action::None => "act-none",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::plan_view;

    #[test]
    fn a_machine_is_done_when_all_its_steps_are() {
        let plan = plan_view::tests::plan();
        let mut state = RunState::default();
        let event = |seq, text: &str| -> RunEvent {
            serde_json::from_str(&format!(r#"{{"run":"r","seq":{seq},"atMs":1,"epoch":1,"actor":"x","kind":{text}}}"#)).unwrap()
        };
        let phase = |state: &RunState, record: &str| machine_phases(&plan, state)[record];
        assert_eq!(phase(&state, "machines[a]"), MachinePhase::Waiting);
        state.apply(&event(1, r#"{"stepDone":{"step":"volume.create/a","outcome":"applied"}}"#));
        assert_eq!(phase(&state, "machines[a]"), MachinePhase::Working);
        state.apply(&event(2, r#"{"stepDone":{"step":"domain.define/a","outcome":"applied"}}"#));
        assert_eq!(phase(&state, "machines[a]"), MachinePhase::Done);
        state.apply(&event(3, r#"{"stepFailed":{"step":"domain.define/b","error":"no"}}"#));
        assert_eq!(phase(&state, "machines[b]"), MachinePhase::Failed);
    }
}
