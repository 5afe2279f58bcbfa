//! A name edited where it stands.

use labwright_shared::{document::Command, model::RecordRef, value::Name};
use leptos::{html, prelude::*};

use crate::ui::on::effect;

use crate::state::{App, app};

/// A field for the record's name, where the name stood.
pub fn field(app: App, record: RecordRef, name: String) -> AnyView {
    app.desk.view(move |desk| (desk.rename)(record.clone(), name.clone()))
}

use super::stage;

#[component]
pub fn RenameField(record: RecordRef, name: String) -> impl IntoView {
    let app = app();
    let input = NodeRef::<html::Input>::new();
    let error = RwSignal::new(None::<String>);
    let of = record.clone();
    effect(move || {
        if let Some(input) = input.get() {
            drop(input.focus());
            input.select();
        }
    });
    // A name that does not fit stays in the field with its reason; leaving the field gives up.
    let take = move |leaving: bool| {
        let Some(input) = input.try_get_untracked().flatten() else { return };
        let renamed = input.value().parse::<Name>().map_err(|error| error.to_string());
        let result =
            renamed.and_then(|to| app.doc.dispatch(&Command::Rename { record: record.clone(), to }).map_err(|error| error.to_string()));
        match result {
            Err(message) if !leaving => error.set(Some(message)),
            _ => {
                app.ui.renaming.set(None);
                if !leaving {
                    stage::focus(app, &record);
                }
            }
        }
    };
    let on_leave = take.clone();
    view! {
        <input
            class="rename"
            type="text"
            node_ref=input
            value=name
            aria-label="New name"
            data-testid="rename"
            spellcheck="false"
            autocomplete="off"
            aria-invalid=move || error.get().is_some().to_string()
            on:pointerdown=|event| event.stop_propagation()
            on:dblclick=|event| event.stop_propagation()
            on:keydown=move |event| {
                event.stop_propagation();
                match event.key().as_str() {
                    "Enter" => take(false),
                    "Escape" => {
                        app.ui.renaming.set(None);
                        stage::focus(app, &of);
                    }
                    _ => {}
                }
            }
            on:blur=move |_| if app.ui.renaming.with_untracked(Option::is_some) { on_leave(true) }
        />
        {move || error.get().map(|message| view! { <span class="rename-error" role="alert">{message}</span> })}
    }
}
