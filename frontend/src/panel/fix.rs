//! A finding's fixes, as buttons that say what they do.

use labwright_shared::diagnostic::{Diagnostic, Severity};
use leptos::prelude::*;

use wasm_bindgen::JsCast;

use crate::{
    canvas::gesture,
    state::{App, app},
    ui::on::click,
};

pub fn severity_class(severity: Severity) -> &'static str {
    severity.as_str()
}

#[component]
pub fn FixButtons(diagnostic: Diagnostic) -> impl IntoView {
    let app = app();
    diagnostic
        .fixes
        .into_iter()
        .enumerate()
        .map(|(index, fix)| {
            view! {
                <button
                    class="btn quiet small"
                    data-testid=format!("fix-{index}")
                    title=fix.title.clone()
                    on:click=move |event| {
                        event.stop_propagation();
                        gesture::run(app, &fix.command);
                    }
                >
                    {fix.title.clone()}
                </button>
            }
        })
        .collect_view()
}

/// Takes the first fix that is offered: of the finding or the field that has the focus, otherwise of what is selected.
pub fn take_first(app: App) {
    let active = document().active_element();
    let field = active.as_ref().and_then(|element| element.get_attribute("data-field"));
    let near = active.and_then(|element| element.closest("[data-testid=finding-row], [data-testid=finding-note]").ok().flatten());
    let button = near.and_then(|finding| finding.query_selector("[data-testid=fix-0]").ok().flatten());
    if let Some(button) = button.and_then(|button| button.dyn_into::<web_sys::HtmlElement>().ok()) {
        button.click();
        return;
    }
    let selected = app.ui.selection.get_untracked();
    let of_selected = |one: &&Diagnostic| selected.as_ref().is_some_and(|selected| one.subject.record == *selected);
    let command = app.checks.report.with_untracked(|report| {
        let of_field = |one: &&Diagnostic| field.is_some() && one.subject.field == field;
        let fixable = |one: &&Diagnostic| of_selected(one) && !one.fixes.is_empty();
        let found = report.diagnostics.iter().filter(fixable);
        let first = found.clone().find(of_field).or_else(|| found.clone().next());
        first.and_then(|one| one.fixes.first()).map(|fix| fix.command.clone())
    });
    match command {
        Some(command) => gesture::run(app, &command),
        None => app.ui.notice.set(Some("No fix is offered for what is selected: choose a finding that has one.".to_owned())),
    }
}

/// A finding as a sentence where it belongs: at a field, or at the top of a form.
#[component]
pub fn FindingNote(diagnostic: Diagnostic) -> impl IntoView {
    let class = format!("note {}", severity_class(diagnostic.severity));
    let of = diagnostic.clone();
    let app = app();
    let subject = diagnostic.subject.to_string();
    view! {
        <div class=class data-testid="finding-note" data-rule=diagnostic.rule.clone()>
            <p>{diagnostic.message.clone()}</p>
            <p class="soft">{diagnostic.help.clone()}</p>
            <div class="fixes">
                <FixButtons diagnostic=of />
                <button class="link" title="Show the line in the YAML" on:click=click(move || app.yaml.seek(app, subject.clone()))>"Line"</button>
            </div>
        </div>
    }
}
