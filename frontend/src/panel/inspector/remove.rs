//! Removing a record: what refers to it is told first.

use leptos::prelude::*;

use crate::ui::on::click;

use crate::{canvas::gesture, editor::references};

use super::{form::Form, referring};

#[component]
pub fn Remove(form: Form) -> impl IntoView {
    let record = form.record();
    if record.id.is_none() {
        return ().into_any();
    }
    let app = form.app;
    let asking = RwSignal::new(false);
    let referring = referring(form);
    let remove = move || {
        let command = app.doc.lab(|lab| references::removal(lab, &form.record()));
        app.ui.select(None);
        gesture::run(app, &command);
    };
    let ask = move |_| if referring.with_untracked(Vec::is_empty) { remove() } else { asking.set(true) };
    let kind = record.kind.singular();
    view! {
        <div class="remove">
            {move || if asking.get() {
                let lines = referring.get().iter().map(|reference| view! { <li>{reference.say()}</li> }).collect_view();
                view! {
                    <div class="note warning" role="group" aria-label="Remove">
                        <p>{format!("{} refer to this {kind}:", crate::editor::text::count(referring.with(Vec::len), "place", "places"))}</p>
                        <ul>{lines}</ul>
                        <p class="soft">"Ports are unplugged, disks made from it are blank, and what stands in it goes with it. What can't do without it stays as it is and is shown as a finding."</p>
                        <div class="fixes">
                            <button class="btn danger small" data-testid="remove-confirm" on:click=click(remove)>"Remove it"</button>
                            <button class="btn quiet small" on:click=click(move || asking.set(false))>"Keep it"</button>
                        </div>
                    </div>
                }.into_any()
            } else {
                view! { <button class="btn quiet small danger-text" data-testid="remove" on:click=ask>{format!("Remove this {kind}")}</button> }.into_any()
            }}
        </div>
    }
    .into_any()
}
