//! The views along the user's path, in their frame.

mod design;
pub mod plan;
pub mod power;
pub mod results;
pub mod rules;
pub mod run;
mod steps;
pub mod yaml;

use leptos::{ev, prelude::*};
use wasm_bindgen::JsCast;

use crate::{
    canvas::gesture,
    editor::{
        keys::{self, Action, Key},
        tool::Input,
    },
    panel::drawer::Drawer,
    state::{App, ui::Tab},
    ui::{bar::TopBar, notices::Notices},
};

/// The whole page.
#[component]
pub fn Page() -> impl IntoView {
    let app = App::new();
    provide_context(app);
    app.start();
    listen_to_keys(app);
    // A page that is gone to twice is not drawn anew.
    let tab = Memo::new(move |_| app.ui.tab.get());
    view! {
        <div class="app">
        <TopBar />
        <Notices />
        {app.views.view_later(|views| (views.power)())}
        <main class="main" role="tabpanel" aria-labelledby=move || format!("tab-{}", tab.get().key())>
            {move || match tab.get() {
                Tab::Design => design::Design().into_any(),
                Tab::Yaml => app.views.view(|views| (views.yaml)()),
                Tab::Plan => app.views.view(|views| (views.plan)()),
                Tab::Run => app.views.view(|views| (views.run)()),
                Tab::Results => app.views.view(|views| (views.results)()),
                Tab::Rules => app.views.view(|views| (views.rules)()),
            }}
        </main>
        <Drawer />
        {move || app.ui.help.get().then(|| app.views.view_later(|views| (views.shortcuts)()))}
        </div>
    }
}

/// Where text is typed that is no edit of the lab yet: the browser's undo is the right one there. What is typed into a form's line is an
/// edit already; its undo is the lab's.
const OWN_UNDO: &str = "textarea, input[type=search], input[type=text]:not([data-field])";

/// Undo, redo and Escape work wherever the focus is.
fn listen_to_keys(app: App) {
    let handle = window_event_listener(ev::keydown, move |event| {
        let element = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
        let is = |selector: &str| element.as_ref().is_some_and(|element| element.matches(selector).unwrap_or(false));
        let (in_field, in_text) = (is(OWN_UNDO), is("input, textarea, select, .xterm *"));
        let key = event.key();
        let key = Key { key: &key, ctrl: event.ctrl_key() || event.meta_key(), shift: event.shift_key(), alt: event.alt_key() };
        match keys::anywhere(key, in_field, in_text) {
            Some(Action::Undo) => gesture::undo(app),
            Some(Action::Redo) => gesture::redo(app),
            Some(Action::Fix) => app.desk.call(move |desk| (desk.fix)(app)),
            Some(Action::Help) => app.ui.help.update(|help| *help = !*help),
            Some(Action::Cancel) => {
                app.ui.help.set(false);
                gesture::send(app, Input::Cancel);
                return;
            }
            _ => return,
        }
        event.prevent_default();
    });
    on_cleanup(move || handle.remove());
}
