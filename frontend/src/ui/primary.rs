//! The one button that comes next.

use labwright_shared::plan::{Action, Purpose};
use leptos::prelude::*;

use crate::state::{App, app, host::HostState, planning::PlanState, ui::Tab};

/// What comes next.
#[derive(Clone, Debug, PartialEq)]
enum Next {
    /// Ask for a plan; the words say what is known of it.
    Plan(String),
    Asking,
    /// The plan on its page is ready to be approved.
    Review(String),
    Watch,
}

#[component]
pub fn Primary() -> impl IntoView {
    let app = app();
    let next = Memo::new(move |_| next(app));
    let words = move || match next.get() {
        Next::Plan(words) | Next::Review(words) => words,
        Next::Asking => "Planning…".to_owned(),
        Next::Watch => "Watch the run".to_owned(),
    };
    let is_off =
        move || app.labs.current.with(Option::is_none) || next.get() == Next::Asking || !app.server.is_connected() || !is_attached(app);
    let why = move || {
        if !app.server.is_connected() {
            "The server does not answer"
        } else if !is_attached(app) {
            NO_HOST
        } else {
            ""
        }
    };
    let go = move |_| match next.get_untracked() {
        Next::Plan(_) => {
            app.ui.tab.set(Tab::Plan);
            app.plan.ask(app, Purpose::Apply, Vec::new());
        }
        Next::Review(_) => app.ui.tab.set(Tab::Plan),
        Next::Watch => app.ui.tab.set(Tab::Run),
        Next::Asking => {}
    };
    // On the plan's page it is the approval that comes next, and this button only an aside.
    let is_aside = move || {
        app.ui.tab.get() == Tab::Plan
            && app.plan.state.with(|state| matches!(state, PlanState::Ready(answer) if !answer.plan.is_empty()))
            && is_current(app)
    };
    let class = move || if is_aside() { "btn quiet" } else { "btn primary" };
    view! { <button class=class data-testid="plan-button" disabled=is_off title=why on:click=go>{words}</button> }
}

pub const NO_HOST: &str = "No host is attached: there is nothing to build on. The host's button above says why.";

/// Whether there is a host to build on, as far as that is known.
pub fn is_attached(app: App) -> bool {
    app.host.state.with(|state| !matches!(state, HostState::Answer(labwright_shared::api::HostAnswer::Unattached { .. })))
}

fn next(app: App) -> Next {
    if app.runs.is_running() && app.ui.tab.get() != Tab::Run {
        return Next::Watch;
    }
    app.plan.state.with(|state| match state {
        PlanState::Asking(_) => Next::Asking,
        PlanState::Ready(answer) if is_current(app) && app.ui.tab.get() != Tab::Plan => {
            let count = answer.plan.changes().count();
            let creates = answer.plan.steps.iter().filter(|step| step.action == Action::Create).count();
            match answer.plan.purpose {
                Purpose::Apply if creates > 0 => Next::Review(format!("Plan: {creates} to create")),
                Purpose::Apply if count > 0 => Next::Review(format!("Plan: {count} to change")),
                Purpose::Apply => Next::Plan("Plan".to_owned()),
                purpose => Next::Review(format!("Review: {}", crate::state::planning::verb(purpose).to_lowercase())),
            }
        }
        PlanState::Ready(_) => Next::Plan("Plan again".to_owned()),
        PlanState::None | PlanState::Refused(_) => Next::Plan("Plan".to_owned()),
    })
}

/// Whether the plan is of the document as it is now, at the scale that is chosen now.
pub fn is_current(app: App) -> bool {
    !is_outdated(app) && is_of_scale(app)
}

/// Whether the document has changed since the plan was asked for.
pub fn is_outdated(app: App) -> bool {
    // Without that part there is no plan either.
    app.views.now().is_none_or(|views| (views.is_plan_outdated)(app))
}

fn is_of_scale(app: App) -> bool {
    app.plan.state.with(|state| match state {
        PlanState::Ready(answer) if answer.plan.purpose == Purpose::Apply => {
            app.plan.scale.with(|scale| scale.as_ref().map(|scale| scale.as_str()) == answer.plan.scale.as_deref())
        }
        _ => true,
    })
}
