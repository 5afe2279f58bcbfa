//! What would be done, with reasons: looked at, consented to, approved.

use std::sync::Arc;

use labwright_shared::{
    api::{ErrorCode, FailurePolicy, paths},
    diagnostic::Severity,
    model::Kind,
    plan::Purpose,
    value::Name,
};
use leptos::prelude::*;

use crate::ui::on::click;

use crate::{
    editor::text,
    panel::fix::FindingNote,
    state::{
        App,
        api::Failure,
        app,
        plan_view::{Plan, PlanAnswer, Told},
        planning::{PlanState, foreign, totals, verb},
        runs::action_class,
        ui::Tab,
    },
    ui::{clipboard::CopyButton, failure::FailureNote, files, primary},
};

use super::steps::{StepList, StepRow};

#[component]
pub fn PlanPage() -> impl IntoView {
    let app = app();
    view! {
        <div class="plan-page">
            <Controls />
            <div class="plan-body" data-testid="plan">
                {move || match app.plan.state.get() {
                    PlanState::None => view! { <Nothing /> }.into_any(),
                    PlanState::Asking(purpose) => view! { <Asking purpose /> }.into_any(),
                    PlanState::Refused(failure) => view! { <Refused failure /> }.into_any(),
                    PlanState::Ready(answer) => view! { <Ready answer /> }.into_any(),
                }}
            </div>
        </div>
    }
}

/// What to plan: at which scale, to build or to take away.
#[component]
fn Controls() -> impl IntoView {
    let app = app();
    let scales = app.doc.list(Kind::Scales);
    let is_busy = Memo::new(move |_| app.plan.state.with(|state| matches!(state, PlanState::Asking(_))));
    let choose = move |name: String| app.plan.scale.set(name.parse::<Name>().ok());
    let is_off =
        move || is_busy.get() || !app.server.is_connected() || !primary::is_attached(app) || app.labs.current.with(Option::is_none);
    view! {
        <div class="page-bar">
            <h3>"Plan"</h3>
            {move || {
                let scales = scales.get();
                (!scales.is_empty()).then(|| view! {
                    <label class="inline-field">
                        <span class="soft">"Scale"</span>
                        <select data-testid="plan-scale" on:change=move |event| choose(event_target_value(&event))>
                            <option value="" selected=move || app.plan.scale.with(Option::is_none)>"as drawn"</option>
                            {scales.into_iter().filter_map(|scale| scale.id).map(|id| {
                                let name = id.clone();
                                view! { <option value=id.to_string() selected=move || app.plan.scale.with(|scale| scale.as_ref() == Some(&name))>{id.to_string()}</option> }
                            }).collect_view()}
                        </select>
                    </label>
                })
            }}
            <span class="spacer"></span>
            <button class="btn quiet small danger-text" data-testid="destroy-button" disabled=is_off title="Plans the removal of everything that this lab built; it is reviewed before anything goes" on:click=click(move || app.plan.ask(app, Purpose::Destroy, Vec::new()))>"Destroy…"</button>
        </div>
    }
}

#[component]
fn Nothing() -> impl IntoView {
    let app = app();
    let errors = move || app.checks.report.with(|report| report.count(Severity::Error));
    view! {
        <div class="page-empty">
            <h2>"Nothing planned yet"</h2>
            <p>"A plan names everything that would be made, changed or deleted on the host, and why. Nothing happens before you approve it."</p>
            {move || (errors() != 0).then(|| view! { <p class="error-text">{format!("{} in the way: a plan can't be made until they are settled.", text::count(errors(), "error is", "errors are"))}</p> })}
            {move || (!primary::is_attached(app)).then(|| view! { <p class="error-text">{primary::NO_HOST}</p> })}
            <button class="btn primary" disabled=move || !app.server.is_connected() || !primary::is_attached(app) || app.labs.current.with(Option::is_none) on:click=click(move || app.plan.ask(app, Purpose::Apply, Vec::new()))>"Plan"</button>
        </div>
    }
}

#[component]
fn Asking(purpose: Purpose) -> impl IntoView {
    let words = match purpose {
        Purpose::Destroy => "Looking at the host for everything that this lab built…",
        _ => "Saving the lab, reading the host and working out the steps…",
    };
    view! {
        <div class="skeleton" role="status" data-testid="plan-asking">
            <p>{words}</p>
            <div class="skeleton-rows" aria-hidden="true">{(0..6).map(|_| view! { <span></span> }).collect_view()}</div>
        </div>
    }
}

#[component]
fn Refused(failure: Failure) -> impl IntoView {
    let app = app();
    // The findings that stop a plan are shown with their ways out, not as the server's words only.
    let blocks = failure.code() == Some(ErrorCode::Unprocessable);
    let errors = Memo::new(move |_| {
        app.checks
            .report
            .with(|report| report.diagnostics.iter().filter(|one| one.severity == Severity::Error).cloned().collect::<Vec<_>>())
    });
    view! {
        <div class="page-column" data-testid="plan-refused">
            <FailureNote failure />
            {move || (blocks && !errors.with(Vec::is_empty)).then(|| view! {
                <h4 class="layer-head">"Errors to settle first"</h4>
                {errors.get().into_iter().take(50).map(|diagnostic| {
                    let subject = diagnostic.subject.clone();
                    view! {
                        <FindingNote diagnostic />
                        <button class="link" on:click=click(move || crate::panel::findings::go_to(app, &subject))>"Show it on the canvas"</button>
                    }
                }).collect_view()}
            })}
            <div class="fixes"><button class="btn quiet" on:click=click(move || app.ui.tab.set(Tab::Design))>"Back to the design"</button></div>
        </div>
    }
}

#[component]
fn Ready(answer: Arc<PlanAnswer>) -> impl IntoView {
    let plan = Arc::new(answer.plan.clone());
    let apart: Vec<String> = foreign(&plan).map(|step| step.id.clone()).collect();
    let is_empty = plan.is_empty();
    let purpose = plan.purpose;
    view! {
        <div class="page-column">
            <Summary answer=answer.clone() />
            <Warnings report=answer.report.clone() purpose />
            {if is_empty {
                let words = match purpose {
                    Purpose::Destroy => "There is nothing of this lab on the host: nothing to destroy.",
                    _ => "Nothing to do: the host is as the lab says.",
                };
                view! { <p class="page-done" data-testid="plan-empty">{words}</p> }.into_any()
            } else {
                ().into_any()
            }}
            <Foreign plan=plan.clone() />
            <StepList plan=plan.clone() without=apart />
        </div>
        {(!is_empty).then(|| view! { <Approve plan /> })}
    }
}

/// The total, the digest, and the plan to carry away.
#[component]
fn Summary(answer: Arc<PlanAnswer>) -> impl IntoView {
    let app = app();
    let plan = &answer.plan;
    let totals = totals(plan);
    let secs = plan.expected_secs();
    let digest = answer.digest.clone();
    let short: String = digest.chars().take(12).collect();
    let file = format!("{}.plan.yaml", plan.lab);
    let scale = plan.scale.clone();
    let heading = match plan.purpose {
        Purpose::Destroy => "Destroy: what goes",
        _ => "Apply: what will be done",
    };
    let yaml = answer.yaml.clone();
    let is_stale = Memo::new(move |_| !primary::is_current(app));
    view! {
        <div class="plan-summary" data-testid="plan-summary">
            <h2>{heading}{scale.map(|scale| format!(", at scale {scale}"))}</h2>
            <p class="totals">
                {totals.into_iter().map(|(action, words)| view! { <span class=format!("total {}", action_class(action))><b>{action.sign()}</b>" "{words}</span> }).collect_view()}
                {(secs > 0).then(|| view! { <span class="soft">{format!("about {}", text::duration(u64::from(secs)))}</span> })}
            </p>
            <p class="soft digest">
                "Digest "<code title=digest.clone()>{short}</code>
                <CopyButton text=Signal::stored(digest) label="Copy the digest" wordless=true />
                <button class="btn quiet small" data-testid="plan-download" on:click=click(move || files::save(&file, &yaml))>"Download the plan"</button>
                <a class="btn quiet small" data-testid="plan-script" href=paths::plan_script(&answer.digest) download="">"Download as script"</a>
            </p>
            {move || is_stale.get().then(|| view! { <div class="note warning" role="status" data-testid="plan-stale">
                <p>{if primary::is_outdated(app) { "The lab has changed since this plan was made. Plan again to see what that means." } else { "This plan is for another scale than the one that is chosen now. Plan again to see that one." }}</p>
            </div> })}
        </div>
    }
}

/// Warnings that do not stop the plan.
#[component]
fn Warnings(report: Told, purpose: Purpose) -> impl IntoView {
    let warnings: Vec<_> = report.diagnostics.into_iter().filter(|one| one.severity != Severity::Info).collect();
    (!warnings.is_empty() && purpose == Purpose::Apply).then(|| {
        let count = text::count(warnings.len(), "finding", "findings");
        view! {
            <details class="more plan-warnings">
                <summary>{format!("{count} on this lab; none stops the plan")}</summary>
                {warnings.into_iter().take(100).map(|told| view! { <div class=format!("note {}", told.severity.as_str())><p>{told.message}</p><p class="soft">{told.help}</p></div> }).collect_view()}
            </details>
        }
    })
}

/// What is not the lab's own, asked for one by one.
#[component]
fn Foreign(plan: Arc<Plan>) -> impl IntoView {
    let app = app();
    let steps: Vec<_> = foreign(&plan).cloned().collect();
    (!steps.is_empty()).then(|| {
        view! {
            <section class="foreign" aria-label="Not this lab's own" data-testid="foreign">
                <h4 class="layer-head">"Not this lab's own"</h4>
                <p class="soft">"These belong to the host or to others. Each needs your word; a destroy puts the old values back."</p>
                {steps.into_iter().map(|step| {
                    let id = step.id.to_string();
                    let label = format!("I agree to this change of {} {}", step.resource.kind.as_str(), step.resource.name);
                    let key = id.clone();
                    view! {
                        <StepRow step />
                        <label class="consent">
                            <input type="checkbox" data-testid="consent" data-step=id on:change=move |event| {
                                let agreed = event_target_checked(&event);
                                app.plan.consents.update(|consents| if agreed { consents.insert(key.clone()); } else { consents.remove(&key); });
                            } />
                            {label}
                        </label>
                    }
                }).collect_view()}
            </section>
        }
    })
}

#[component]
fn Approve(plan: Arc<Plan>) -> impl IntoView {
    let app = app();
    let purpose = plan.purpose;
    let is_consented = Memo::new(move |_| app.plan.is_consented(&plan));
    let is_current = Memo::new(move |_| primary::is_current(app));
    let why_not = move || why_not(app, is_consented.get(), is_current.get(), purpose);
    let policy = app.plan.policy;
    let option = move |value: FailurePolicy, words: &'static str, title: &'static str, id: &'static str| {
        view! {
            <label class="inline-field" title=title>
                <input type="radio" name="policy" data-testid=id prop:checked=move || policy.get() == value on:change=move |_| policy.set(value) />
                {words}
            </label>
        }
    };
    let button = match purpose {
        Purpose::Destroy => "Approve and destroy",
        _ => "Approve and run",
    };
    let class = if purpose == Purpose::Destroy { "btn danger" } else { "btn primary" };
    view! {
        <div class="approve">
            {move || app.plan.failure.get().map(|failure| view! { <FailureNote failure /> })}
            <div class="approve-line">
                <fieldset>
                    <legend class="soft">"If a step fails"</legend>
                    {option(FailurePolicy::Keep, "keep what was done", "It stays, to look at and to resume", "policy-keep")}
                    {option(FailurePolicy::Unwind, "take it back", "What this run did is undone", "policy-unwind")}
                </fieldset>
                <span class="spacer"></span>
                <span class="soft" role="status">{move || why_not().unwrap_or_default()}</span>
                <button class="btn quiet" on:click=click(move || app.plan.state.set(PlanState::None))>"Discard"</button>
                <button class=class data-testid="approve-button" disabled=move || why_not().is_some() || app.plan.starting.get() on:click=click(move || app.plan.approve(app))>
                    {move || if app.plan.starting.get() { "Starting…" } else { button }}
                </button>
            </div>
        </div>
    }
}

fn why_not(app: App, is_consented: bool, is_current: bool, purpose: Purpose) -> Option<String> {
    if !is_consented {
        return Some("Agree to the changes of what is not the lab's own first.".to_owned());
    }
    if !is_current && purpose == Purpose::Apply {
        let is_outdated = primary::is_outdated(app);
        return Some(if is_outdated { "The plan is older than the lab." } else { "The plan is for another scale." }.to_owned());
    }
    if app.runs.is_running() {
        return Some(format!("A run of this lab goes on; {} waits for its end.", verb(purpose).to_lowercase()));
    }
    if !app.server.is_connected() {
        return Some("The server does not answer.".to_owned());
    }
    None
}
