//! The keys, as a list to look at beside the work.

use leptos::prelude::*;

use crate::{
    state::app,
    ui::{icon, on::click},
};

/// What each key does. What a key means is decided in `editor/keys.rs`.
const KEYS: [(&str, &str); 14] = [
    ("Tab", "on the canvas: the next machine, network, cloud or guest; past the last one out of the canvas"),
    ("Arrow keys", "move what is selected; with Shift in larger steps; with nothing selected, the view"),
    ("Enter", "to the form of what is selected; in the palette, add the item"),
    ("Escape", "from a form back to the canvas; out of a menu; give up what is dragged"),
    ("F2", "another name"),
    ("Delete", "remove what is selected"),
    ("Ctrl+.", "take the first fix that is offered: of the finding or field with the focus, otherwise of what is selected"),
    ("Ctrl+Z", "undo"),
    ("Ctrl+Shift+Z, Ctrl+Y", "redo"),
    ("+ and -", "zoom"),
    ("0", "show everything"),
    ("Ctrl+Enter", "in the YAML page: apply what is typed"),
    ("F6", "out of a console"),
    ("?", "show or hide this list"),
];

#[component]
pub fn Shortcuts() -> impl IntoView {
    let app = app();
    view! {
        <aside class="shortcuts" role="dialog" aria-label="Keys" data-testid="shortcuts">
            <header><h4>"Keys"</h4><button class="icon-btn" title="Close (?)" aria-label="Close" on:click=click(move || app.ui.help.set(false))>{icon::close()}</button></header>
            <dl>{KEYS.map(|(key, words)| view! { <dt><kbd>{key}</kbd></dt><dd>{words}</dd> }).collect_view()}</dl>
        </aside>
    }
}
