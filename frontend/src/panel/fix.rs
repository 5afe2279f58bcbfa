//! A finding's fixes, as buttons that say what they do.

use labwright_shared::diagnostic::{Diagnostic, Severity};
use leptos::prelude::*;

use crate::{canvas::gesture, state::app};

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

/// A finding as a sentence where it belongs: at a field, or at the top of a form.
#[component]
pub fn FindingNote(diagnostic: Diagnostic) -> impl IntoView {
    let class = format!("note {}", severity_class(diagnostic.severity));
    let of = diagnostic.clone();
    view! {
        <div class=class data-testid="finding-note" data-rule=diagnostic.rule.clone()>
            <p>{diagnostic.message.clone()}</p>
            <p class="soft">{diagnostic.help.clone()}</p>
            <div class="fixes"><FixButtons diagnostic=of /></div>
        </div>
    }
}
