//! The small plan of a start, stop or reboot: shown in one line, approved in one click, followed in place.

use std::sync::Arc;

use labwright_shared::plan::Purpose;
use leptos::prelude::*;

use crate::ui::on::click;

use crate::{
    editor::text,
    state::{
        app,
        plan_view::PlanAnswer,
        planning::{PlanState, totals, verb},
        runs,
        ui::Tab,
    },
    ui::failure::FailureNote,
};

use super::steps::StepList;

#[component]
pub fn PowerStrip() -> impl IntoView {
    let app = app();
    let close = move || app.power.clear();
    move || match app.power.state.get() {
        PlanState::None => view! { <Going /> }.into_any(),
        PlanState::Asking(purpose) => {
            view! { <div class="strip" role="status">{format!("{}: looking at the host…", verb(purpose))}</div> }.into_any()
        }
        PlanState::Refused(failure) => view! {
            <div class="strip" data-testid="power-strip">
                <FailureNote failure />
                <button class="btn quiet small" on:click=click(close)>"Close"</button>
            </div>
        }
        .into_any(),
        PlanState::Ready(answer) => view! { <Ready answer /> }.into_any(),
    }
}

#[component]
fn Ready(answer: Arc<PlanAnswer>) -> impl IntoView {
    let app = app();
    let is_open = RwSignal::new(false);
    let plan = Arc::new(answer.plan.clone());
    let purpose = plan.purpose;
    let is_empty = plan.is_empty();
    let words = if is_empty {
        "nothing to do: the machines are that way already".to_owned()
    } else {
        let totals: Vec<String> = totals(&plan).into_iter().map(|(_, words)| words).collect();
        format!("{} · about {}", totals.join(", "), text::duration(u64::from(plan.expected_secs())))
    };
    view! {
        <div class="strip" role="group" aria-label="Small plan" data-testid="power-strip">
            <div class="strip-line">
                <b>{verb(purpose)}</b>
                <span>{words}</span>
                <span class="spacer"></span>
                {(!is_empty).then(|| view! {
                    <button class="btn plain small" aria-expanded=move || is_open.get().to_string() on:click=click(move || is_open.update(|open| *open = !*open))>{move || if is_open.get() { "Hide the steps" } else { "Show the steps" }}</button>
                    <button class="btn primary small" data-testid="power-approve" disabled=move || app.power.starting.get() || app.runs.is_running() on:click=click(move || app.power.approve(app))>{format!("Approve and {}", verb(purpose).to_lowercase())}</button>
                })}
                <button class="btn quiet small" on:click=click(move || app.power.clear())>{if is_empty { "Close" } else { "Discard" }}</button>
            </div>
            {move || app.power.failure.get().map(|failure| view! { <FailureNote failure /> })}
            {move || is_open.get().then(|| view! { <div class="strip-steps"><StepList plan=plan.clone() /></div> })}
        </div>
    }
}

/// A small run that goes on, or has just failed.
#[component]
fn Going() -> impl IntoView {
    let app = app();
    let small = Memo::new(move |_| {
        app.runs
            .plan
            .with(|plan| plan.as_ref().is_some_and(|plan| matches!(plan.purpose, Purpose::Start | Purpose::Stop | Purpose::Reboot)))
    });
    move || {
        (small.get() && app.runs.is_running() && app.ui.tab.get() != Tab::Run).then(|| {
            let (done, all) =
                app.runs.plan.with(|plan| plan.as_ref().map_or((0, 0), |plan| app.runs.state.with(|state| plan.progress(state))));
            let title = app.runs.plan.with(|plan| {
                plan.as_ref().map(|plan| runs::title(plan.purpose, app.runs.state.with(|state| state.phase), true)).unwrap_or_default()
            });
            view! {
                <div class="strip" role="status" data-testid="power-going">
                    <div class="strip-line">
                        <span class="dot state-working"></span>
                        <b>{title}</b>
                        <span>{format!("{done} of {all}")}</span>
                        <span class="spacer"></span>
                        <button class="btn plain small" on:click=click(move || app.ui.tab.set(Tab::Run))>"Watch"</button>
                        <button class="btn quiet small danger-text" on:click=click(move || runs::cancel(app))>"Cancel"</button>
                    </div>
                </div>
            }
        })
    }
}
