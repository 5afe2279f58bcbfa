//! A plan's steps as a list: before a run with their reasons, in a run with how they go.

use std::sync::Arc;

use labwright_shared::{
    plan::{Action, Layer},
    run::{RunState, StepPhase, StepState},
};
use leptos::prelude::*;

use serde_json::Value;

use crate::{
    editor::text,
    state::{
        plan_view::{Plan, Step},
        runs::action_class,
    },
};

/// What a run adds to the list.
#[derive(Clone, Copy)]
pub struct Progress {
    pub state: RwSignal<RunState>,
    /// Milliseconds since the epoch, ticking while the run goes on.
    pub now: RwSignal<f64>,
}

/// The steps by layer, and those of L1 by what they are for.
#[component]
pub fn StepList(plan: Arc<Plan>, #[prop(optional)] progress: Option<Progress>, #[prop(optional)] without: Vec<String>) -> impl IntoView {
    let steps =
        |layer: Layer| plan.changes().filter(|step| step.layer() == layer && !without.contains(&step.id)).cloned().collect::<Vec<_>>();
    let (host, machines) = (steps(Layer::L0), steps(Layer::L1));
    let kept: Vec<Step> = plan.steps.iter().filter(|step| step.action == Action::None).cloned().collect();
    view! {
        <div class="steps">
            {(!host.is_empty()).then(|| view! {
                <h4 class="layer-head"><span class="layer">"L0"</span>"Networks and pools"</h4>
                {host.into_iter().map(|step| view! { <StepRow step progress=progress /> }).collect_view()}
            })}
            {(!machines.is_empty()).then(|| view! {
                <h4 class="layer-head"><span class="layer">"L1"</span>"Machines and their volumes"</h4>
                {by_record(machines).into_iter().map(|(record, steps)| view! {
                    <div class="step-group">
                        <div class="step-record">{record}</div>
                        {steps.into_iter().map(|step| view! { <StepRow step progress=progress /> }).collect_view()}
                    </div>
                }).collect_view()}
            })}
            {(!kept.is_empty()).then(|| view! {
                <details class="more kept">
                    <summary>{format!("{} as they are", text::count(kept.len(), "resource stays", "resources stay"))}</summary>
                    <ul>{kept.into_iter().map(|step| view! { <li><code>{format!("{} {}", step.resource.kind.as_str(), step.resource.name)}</code><span class="soft">{step.reason}</span></li> }).collect_view()}</ul>
                </details>
            })}
        </div>
    }
}

/// Steps under the record that they are for, in the order in which the records first come.
fn by_record(steps: Vec<Step>) -> Vec<(String, Vec<Step>)> {
    let mut groups: Vec<(String, Vec<Step>)> = Vec::new();
    for step in steps {
        // Images serve many machines and stand together; a machine's steps stand under its name.
        let name = match step.resource.record.split_once('[') {
            Some(("images", _)) => "images",
            // What is destroyed is known by its volumes' names only.
            None if step.resource.record.is_empty() => "volumes",
            Some((_, rest)) => rest.trim_end_matches(']'),
            None => &step.resource.record,
        }
        .to_owned();
        match groups.iter_mut().find(|(record, _)| *record == name) {
            Some((_, group)) => group.push(step),
            None => groups.push((name, vec![step])),
        }
    }
    groups
}

#[component]
pub fn StepRow(step: Step, #[prop(optional_no_strip)] progress: Option<Progress>) -> impl IntoView {
    let is_open = RwSignal::new(false);
    let id = step.id.clone();
    let own = id.clone();
    let state = Memo::new(move |_| progress.and_then(|progress| progress.state.with(|state| state.steps.get(&own).cloned())));
    let phase = Memo::new(move |_| state.with(|state| state.as_ref().map(|state| state.phase)));
    let phase_word = move || match phase.get() {
        _ if progress.is_none() => "planned",
        None => "waiting",
        Some(StepPhase::Running) => "running",
        Some(StepPhase::Done) => "done",
        Some(StepPhase::Failed) => "failed",
        Some(StepPhase::Undone) => "undone",
    };
    let expected = step.expected_secs;
    let time = move || match (progress, state.get()) {
        (Some(progress), Some(state)) => elapsed(&state, progress.now.get(), expected),
        _ if expected == 0 => String::new(),
        _ => format!("{}{}", if progress.is_some() { "" } else { "about " }, text::duration(u64::from(expected))),
    };
    let said = move || state.with(|state| state.as_ref().and_then(|state| state.text.clone()));
    let has_data = !step.data.is_null();
    let data = StoredValue::new(step.data);
    let (destructive, foreign) = (step.destructive, step.foreign);
    let what = format!("{} {}", step.resource.kind.as_str(), step.resource.name);
    let verb = match step.action {
        Action::Update => "change",
        Action::Wait => "wait for",
        action => action.as_str(),
    };
    view! {
        <div class=move || format!("step phase-{}", phase_word()) data-testid=if progress.is_some() { "run-step" } else { "plan-step" } data-step=id data-phase=phase_word>
            <div class="step-line" class:opens=has_data on:click=move |_| if has_data { is_open.update(|open| *open = !*open) }>
                <span class=format!("sign {}", action_class(step.action)) title=step.action.as_str()>
                    {move || match phase.get() {
                        Some(StepPhase::Done) => "✓",
                        Some(StepPhase::Failed) => "✕",
                        Some(StepPhase::Undone) => "↶",
                        _ => step.action.sign(),
                    }}
                </span>
                <span class="step-what" title=format!("{verb} {what}")><span class="step-verb">{verb}</span>" "{what.clone()}</span>
                <span class="step-reason">
                    {step.reason.clone()}
                    {destructive.then(|| view! { <span class="chip loud" title="Data is lost that cannot be made again from the lab">"loses data"</span> })}
                    {foreign.then(|| view! { <span class="chip" title="This resource is not the lab's own">"not ours"</span> })}
                </span>
                <span class="step-time">{time}</span>
                {has_data.then(|| view! {
                    <button class="btn plain small" data-testid="step-show" aria-expanded=move || is_open.get().to_string()>
                        {move || if is_open.get() { "Hide" } else { "Show" }}
                    </button>
                })}
            </div>
            {move || said().map(|words| view! { <div class="step-said" class:error-text=move || phase.get() == Some(StepPhase::Failed)>{words}</div> })}
            {move || is_open.get().then(|| data.with_value(StepData))}
        </div>
    }
}

/// `4 s` or `4 s of 20 s`.
fn elapsed(state: &StepState, now: f64, expected: u32) -> String {
    let end = state.finished_ms.map_or(now, |end| end as f64);
    let took = ((end - state.started_ms as f64).max(0.0) / 1000.0).round() as u64;
    let tries = if state.attempts > 1 { format!(", try {}", state.attempts) } else { String::new() };
    match state.phase {
        StepPhase::Running if expected > 0 => format!("{} of about {}{tries}", text::duration(took), text::duration(u64::from(expected))),
        _ => format!("{}{tries}", text::duration(took)),
    }
}

/// All that a step carries: texts of several lines as they are, the rest as pairs.
#[expect(non_snake_case, reason = "a view")]
fn StepData(data: &Value) -> AnyView {
    let inner = match data {
        // The kind's tag is in the step's id already.
        Value::Object(fields) if fields.len() == 1 => fields.values().next().cloned().unwrap_or_default(),
        other => other.clone(),
    };
    let mut pairs = Vec::new();
    let mut blocks = Vec::new();
    collect("", &inner, &mut pairs, &mut blocks);
    view! {
        <div class="step-data">
            <dl>{pairs.into_iter().map(|(name, value)| view! { <dt>{name}</dt><dd>{value}</dd> }).collect_view()}</dl>
            {blocks.into_iter().map(|(name, block)| view! { <div class="block-name">{name}</div><pre tabindex="0">{block}</pre> }).collect_view()}
        </div>
    }
    .into_any()
}

fn collect(at: &str, value: &Value, pairs: &mut Vec<(String, String)>, blocks: &mut Vec<(String, String)>) {
    let name = |key: &str| if at.is_empty() { key.to_owned() } else { format!("{at}.{key}") };
    match value {
        Value::Object(fields) => {
            // A file's name stands over its content.
            if let (Some(Value::String(file)), Some(Value::String(content))) = (fields.get("name"), fields.get("content")) {
                blocks.push((file.clone(), content.clone()));
                return;
            }
            fields.iter().for_each(|(key, value)| collect(&name(key), value, pairs, blocks));
        }
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(index, item)| collect(&name(&(index + 1).to_string()), item, pairs, blocks))
        }
        Value::String(text) if text.contains('\n') => blocks.push((at.to_owned(), text.clone())),
        Value::String(text) => pairs.push((at.to_owned(), text.clone())),
        Value::Null => {}
        other => pairs.push((at.to_owned(), other.to_string())),
    }
}
