//! Accepting a finding, or giving its rule another severity in this lab, with the reason.

use labwright_shared::{
    diagnostic::Diagnostic,
    document::Command,
    model::{Kind, Level, RecordRef, SeverityChange, Suppression},
};
use leptos::{html, prelude::*};

use crate::{
    canvas::gesture,
    editor::text,
    state::app,
    ui::on::{click, effect},
};

/// What a finding can become, and the words of the button.
const LEVELS: [(Level, &str); 3] =
    [(Level::Error, "Make it an error"), (Level::Warning, "Make it a warning"), (Level::Info, "Make it a hint")];

/// The reason for which a finding is accepted, or matters more or less.
#[component]
pub fn Accept(diagnostic: Diagnostic, is_accepting: RwSignal<bool>) -> impl IntoView {
    let app = app();
    let reason = RwSignal::new(String::new());
    let rule = diagnostic.rule.clone();
    let severity = diagnostic.severity;
    let run = move |command: &dyn Fn(String) -> Option<Command>| {
        let reason = reason.get_untracked().trim().to_owned();
        if let Some(command) = Some(reason).filter(|reason| !reason.is_empty()).and_then(command) {
            is_accepting.set(false);
            gesture::run(app, &command);
        }
    };
    let take = move |everywhere: bool| {
        let (rule, subject) = (diagnostic.rule.clone(), diagnostic.subject.to_string());
        run(&move |reason| {
            let subject = (!everywhere).then(|| subject.clone());
            Some(Command::Suppress { suppression: Suppression { rule: rule.clone(), subject, reason } })
        });
    };
    let change = move |level: Level| {
        let rule = rule.clone();
        run(&move |reason| {
            let settings = RecordRef::single(Kind::Settings);
            let value = serde_json::to_value(SeverityChange { rule: rule.clone(), level, reason }).ok()?;
            // The first entry for a rule counts, so an earlier one gives way.
            let before = app.doc.lab(|lab| lab.settings.severity.iter().position(|change| change.rule == rule));
            let drop = before.map(|index| Command::Drop { record: settings.clone(), field: format!("severity[{index}]") });
            let append = Command::Append { record: settings, field: "severity".to_owned(), value };
            Some(Command::Batch { commands: drop.into_iter().chain([append]).collect() })
        });
    };
    let (by_key, everywhere) = (take.clone(), take.clone());
    let field = NodeRef::<html::Input>::new();
    effect(move || {
        if let Some(field) = field.get() {
            drop(field.focus())
        }
    });
    let has_none = move || reason.with(|reason| reason.trim().is_empty());
    view! {
        <div class="accept">
            <input
                type="text"
                placeholder="Why is this fine here?"
                aria-label="Reason for accepting the finding"
                data-testid="accept-reason"
                node_ref=field
                prop:value=reason
                on:input=move |event| reason.set(event_target_value(&event))
                on:keydown=move |event| match event.key().as_str() {
                    "Enter" => by_key(false),
                    "Escape" => is_accepting.set(false),
                    _ => {}
                }
            />
            <button class="btn quiet small" data-testid="accept-here" disabled=has_none on:click=click(move || take(false))>"Accept here"</button>
            <button class="btn quiet small" disabled=has_none on:click=click(move || everywhere(true))>"Accept everywhere"</button>
            {LEVELS
                .into_iter()
                .filter(|(level, _)| level.severity() != Some(severity))
                .map(|(level, words)| {
                    let change = change.clone();
                    view! { <button class="btn quiet small" title="All findings of this rule, in this lab" disabled=has_none on:click=click(move || change(level))>{words}</button> }
                })
                .collect_view()}
        </div>
    }
}

/// The findings that the lab accepts, each with its reason, closed until they are asked for.
#[component]
pub fn AcceptedFindings() -> impl IntoView {
    let app = app();
    let accepted = Memo::new(move |_| app.checks.report.with(|report| report.accepted.clone()));
    let is_open = RwSignal::new(false);
    move || {
        let list = accepted.get();
        if list.is_empty() {
            return ().into_any();
        }
        let count = text::count(list.len(), "accepted finding", "accepted findings");
        view! {
            <button class="btn plain small accepted-toggle" aria-expanded=move || is_open.get().to_string() data-testid="accepted-toggle" on:click=click(move || is_open.update(|open| *open = !*open))>{count}</button>
            {move || is_open.get().then(|| list.iter().map(|one| view! {
                <div class="accepted" data-testid="accepted-row" data-rule=one.diagnostic.rule.clone()>
                    <p>{one.diagnostic.message.clone()}</p>
                    <p class="soft">{format!("accepted because {}", one.reason)}</p>
                </div>
            }).collect_view())}
        }
        .into_any()
    }
}
