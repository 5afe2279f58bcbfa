//! A record as its text, for kinds that have no form of their own.

use leptos::prelude::*;

use labwright_shared::yaml;

use crate::{editor::whole, ui::on::click};

use super::{fields::sentence, form::Form};

pub fn fields(form: Form) -> AnyView {
    let json = form.whole();
    let text = Memo::new(move |_| json.with(yaml::print));
    let draft = RwSignal::new(None::<String>);
    let error = RwSignal::new(None::<String>);
    let shown = move || draft.get().unwrap_or_else(|| text.get());
    let apply = move || {
        let Some(typed) = draft.get_untracked() else { return };
        let done = whole::edits(&form.record(), &json.get_untracked(), &typed)
            .and_then(|command| form.app.doc.dispatch(&command).map_err(|error| error.to_string()));
        match done {
            Ok(_) => {
                draft.set(None);
                error.set(None);
            }
            Err(message) => error.set(Some(message)),
        }
    };
    let discard = move || {
        draft.set(None);
        error.set(None);
    };
    let is_clean = move || draft.with(Option::is_none);
    view! {
        <div class="field whole">
            <label class="label" for="whole-text">"Text (YAML)"</label>
            <textarea
                id="whole-text"
                class="code"
                rows="24"
                spellcheck="false"
                data-testid="whole-text"
                prop:value=shown
                on:input=move |event| draft.set(Some(event_target_value(&event)))
            ></textarea>
            {move || error.get().map(|message| view! { <p class="field-error" role="alert">{sentence(&message)}" Not applied."</p> })}
            <div class="fixes">
                <button class="btn small" data-testid="whole-apply" disabled=is_clean on:click=click(apply)>"Apply"</button>
                <button class="btn quiet small" disabled=is_clean on:click=click(discard)>"Discard"</button>
            </div>
        </div>
    }
    .into_any()
}
