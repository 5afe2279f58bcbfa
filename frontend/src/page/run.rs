//! The run come alive: the plan's list with how each step goes, the canvas beside it.

use std::sync::Arc;

use labwright_shared::{
    api::RunSummary,
    run::{RunPhase, RunState, StepPhase},
};
use leptos::prelude::*;

use crate::ui::on::click;

use crate::{
    canvas::{Canvas, stage},
    editor::text,
    state::{
        App, app,
        plan_view::Plan,
        runs::{self, Stream},
        ui::Tab,
    },
    ui::failure::FailureNote,
};

use super::steps::{Progress, StepList};

#[component]
pub fn RunPage() -> impl IntoView {
    let app = app();
    let now = RwSignal::new(web_sys::js_sys::Date::now());
    let ticking = set_interval_with_handle(
        move || {
            if app.runs.is_running() {
                now.set(web_sys::js_sys::Date::now())
            }
        },
        std::time::Duration::from_millis(500),
    );
    on_cleanup(move || {
        if let Ok(handle) = ticking {
            handle.clear()
        }
    });
    own_camera(app);
    runs::load_list(app);
    let plan = app.runs.plan;
    view! {
        <div class="run-page">
            <div class="run-list">
                {move || match (plan.get(), app.runs.failure.get(), app.runs.current.get()) {
                    (Some(plan), _, _) => view! { <Head plan=plan.clone() now /> <div class="run-steps"><StepList plan progress=Progress { state: app.runs.state, now } /> <Earlier /></div> }.into_any(),
                    (None, Some(failure), _) => view! { <div class="page-column"><FailureNote failure /></div> <Earlier /> }.into_any(),
                    (None, None, Some(_)) => view! { <div class="skeleton" role="status"><p>"Loading the run…"</p></div> }.into_any(),
                    (None, None, None) => view! { <Nothing /> }.into_any(),
                }}
            </div>
            <Canvas />
        </div>
    }
}

/// The canvas here shows everything; the one of the design keeps its own view.
fn own_camera(app: App) {
    let kept = app.ui.camera.get_untracked();
    app.ui.fit_soon.update(|count| *count += 1);
    on_cleanup(move || app.ui.camera.set(kept));
    // The place is smaller here: it is fitted once it is measured.
    Effect::new(move |done: Option<bool>| {
        let size = app.ui.screen.get();
        if size.x > 0.0 && done != Some(true) {
            request_animation_frame(move || stage::fit(app));
        }
        false
    });
}

#[component]
fn Head(plan: Arc<Plan>, now: RwSignal<f64>) -> impl IntoView {
    let app = app();
    let state = app.runs.state;
    let phase = Memo::new(move |_| state.with(|state| state.phase));
    let of = plan.clone();
    let progress = Memo::new(move |_| state.with(|state| of.progress(state)));
    let expected = u64::from(plan.expected_secs());
    let time = move || time(&state.get(), now.get(), expected);
    let percent = move || {
        let (done, all) = progress.get();
        if all == 0 { 100.0 } else { done as f64 * 100.0 / all as f64 }
    };
    let carried = app.runs.carried;
    let is_interrupted = Memo::new(move |_| app.runs.is_interrupted());
    // A later run changed the host since: what is left of an earlier one is not its concern any more.
    let is_latest = Memo::new(move |_| {
        app.runs.list.with(|list| list.as_ref().and_then(|list| list.first().map(|run| Some(&run.run) == app.runs.current.get().as_ref())))
            != Some(false)
    });
    let can_resume = move || is_latest.get() && (is_interrupted.get() || matches!(phase.get(), RunPhase::Failed | RunPhase::Cancelled));
    let purpose = plan.purpose;
    view! {
        <header class=move || format!("run-head phase-{}", phase.get().as_str()) data-testid="run-head" data-phase=move || phase.get().as_str()>
            <div class="run-title">
                <h3>{move || runs::title(purpose, phase.get(), carried.get())}</h3>
                <span class="run-count" data-testid="run-progress">{move || { let (done, all) = progress.get(); format!("{done} of {all}") }}</span>
                <span class="soft">{time}</span>
                <span class="spacer"></span>
                {move || (!phase.get().is_over()).then(|| view! {
                    <button class="btn quiet small danger-text" data-testid="cancel-button" disabled=move || phase.get() == RunPhase::Cancelling title="Stops at the next step boundary; what was done stays or is taken back, as you chose" on:click=click(move || runs::cancel(app))>
                        {move || if phase.get() == RunPhase::Cancelling { "Stopping at the next step…" } else { "Cancel" }}
                    </button>
                })}
                {move || can_resume().then(|| view! { <button class="btn primary small" data-testid="resume-button" title="Looks at the host and does what is left of the approved plan" on:click=click(move || runs::resume(app))>"Resume"</button> })}
                {move || (phase.get() == RunPhase::Succeeded).then(|| view! { <button class="btn primary small" data-testid="to-results" on:click=click(move || app.ui.tab.set(Tab::Results))>"Results"</button> })}
            </div>
            <div class="progress" role="progressbar" aria-label="Steps done" aria-valuemin="0" aria-valuemax="100" aria-valuenow=move || format!("{:.0}", percent())><b style:width=move || format!("{:.1}%", percent())></b></div>
            {move || state.with(|state| state.reason.clone()).map(|reason| view! { <div class="note" class:error=move || phase.get() == RunPhase::Failed><p>{reason}</p></div> })}
            {move || (phase.get() == RunPhase::Failed && is_latest.get()).then(|| {
                let was_undone = state.with(|state| state.steps.values().any(|step| step.phase == StepPhase::Undone));
                view! { <p class="soft">{if was_undone { "Resume carries out the same plan once more; a new plan looks at the host anew." } else { "Resume does the rest; a new plan, or a destroy, starts over." }}</p> }
            })}
            {move || is_interrupted.get().then(|| view! { <div class="note warning"><p>"Nobody carries this run now: the process that did has ended. What it did stands. Resume looks at the host and does what is left; a new plan, or a destroy, can take its place."</p></div> })}
            {move || (app.runs.stream.get() == Stream::Broken).then(|| view! { <div class="note warning" role="status" data-testid="stream-broken"><p>"The connection broke. This list goes on where it was as soon as the server answers; a run that another process carries is not touched by that."</p></div> })}
            {move || app.runs.failure.get().map(|failure| view! { <FailureNote failure /> })}
        </header>
    }
}

/// `12 s of about 40 s`, `took 38 s`.
fn time(state: &RunState, now: f64, expected: u64) -> String {
    if state.started_ms == 0 {
        return String::new();
    }
    let end = state.finished_ms.map_or(now, |end| end as f64);
    let took = ((end - state.started_ms as f64).max(0.0) / 1000.0).round() as u64;
    match state.finished_ms {
        Some(_) => format!("took {}", text::duration(took)),
        None if expected > 0 => format!("{} of about {}", text::duration(took), text::duration(expected)),
        None => text::duration(took),
    }
}

#[component]
fn Nothing() -> impl IntoView {
    let app = app();
    view! {
        <div class="page-empty">
            <h2>"Nothing has run yet"</h2>
            <p>"Approve a plan and its steps come alive here, with the machines lighting up beside them."</p>
            <button class="btn quiet" on:click=click(move || app.ui.tab.set(Tab::Plan))>"To the plan"</button>
        </div>
    }
}

/// The lab's runs before.
#[component]
fn Earlier() -> impl IntoView {
    let app = app();
    let list = move || app.runs.list.get().unwrap_or_default();
    move || {
        let list = list();
        (list.len() > 1).then(|| {
            view! {
                <details class="more earlier">
                    <summary>{text::count(list.len(), "run of this lab", "runs of this lab")}</summary>
                    <ul>{list.into_iter().take(50).map(|run| view! { <EarlierRun run /> }).collect_view()}</ul>
                </details>
            }
        })
    }
}

#[component]
fn EarlierRun(run: RunSummary) -> impl IntoView {
    let app = app();
    let (id, own) = (run.run.clone(), run.run.clone());
    let is_shown = Memo::new(move |_| app.runs.current.with(|current| current.as_deref() == Some(own.as_str())));
    let when = web_sys::js_sys::Date::new(&wasm_bindgen::JsValue::from_f64(run.started_ms as f64))
        .to_locale_string("en-GB", &wasm_bindgen::JsValue::UNDEFINED);
    let took = run.finished_ms.map(|end| text::duration(end.saturating_sub(run.started_ms) / 1000));
    let is_interrupted = !run.phase.is_over() && !run.carried;
    let class = match run.phase {
        _ if is_interrupted => "failed",
        RunPhase::Succeeded => "running",
        RunPhase::Failed => "failed",
        RunPhase::Cancelled => "off",
        _ => "working",
    };
    view! {
        <li class:on=is_shown>
            <button class="menu-item" data-testid="earlier-run" on:click=click(move || runs::open(app, id.clone()))>
                <span class=format!("dot state-{class}")></span>
                <span>{runs::title(run.purpose, run.phase, run.carried)}</span>
                <span class="soft">{String::from(when)}</span>
                <span class="soft">{took}</span>
            </button>
        </li>
    }
}
