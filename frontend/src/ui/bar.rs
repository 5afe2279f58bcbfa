//! The top bar: the lab, the path through it, the host, undo, and the one thing that comes next.

use labwright_shared::run::RunPhase;
use leptos::prelude::*;

use super::on::click;

use crate::{
    canvas::gesture,
    state::{
        App, app,
        save::SaveState,
        ui::{Tab, Theme},
    },
};

use super::{host_pill::HostPill, icon, lab_menu::LabMenu, primary::Primary};

#[component]
pub fn TopBar() -> impl IntoView {
    let app = app();
    view! {
        <header class="top">
            <span class="brand">{icon::brand()}<b>"Labwright"</b></span>
            <LabMenu />
            <SaveWord />
            <Tabs />
            <HostPill />
            <div class="group" role="group" aria-label="History">
                <button class="icon-btn bordered" data-testid="undo" title="Undo (Ctrl+Z)" aria-label="Undo" disabled=move || !app.doc.can_undo.get() on:click=click(move || gesture::undo(app))>{icon::undo()}</button>
                <button class="icon-btn bordered" data-testid="redo" title="Redo (Ctrl+Shift+Z)" aria-label="Redo" disabled=move || !app.doc.can_redo.get() on:click=click(move || gesture::redo(app))>{icon::redo()}</button>
            </div>
            <ThemeButton />
            <Primary />
        </header>
    }
}

/// Where the document is: kept, or not yet.
#[component]
fn SaveWord() -> impl IntoView {
    let app = app();
    let words = move || match app.save.state.get() {
        SaveState::Saved => ("saved", "Saved"),
        SaveState::Edited | SaveState::Saving => ("saving", "Saving…"),
        SaveState::Conflict(_) => ("bad", "Not saved: see below"),
        SaveState::Failed(_) => ("bad", "Not saved"),
    };
    move || {
        app.labs.current.with(Option::is_some).then(|| {
            let (class, words) = words();
            view! { <span class=format!("save-word {class}") role="status" data-testid="save-state">{words}</span> }
        })
    }
}

#[component]
fn Tabs() -> impl IntoView {
    let app = app();
    let on_key = move |event: leptos::ev::KeyboardEvent| {
        let step = match event.key().as_str() {
            "ArrowRight" => 1,
            "ArrowLeft" => Tab::ALL.len() - 1,
            _ => return,
        };
        let here = Tab::ALL.iter().position(|tab| *tab == app.ui.tab.get_untracked()).unwrap_or(0);
        let next = Tab::ALL[(here + step) % Tab::ALL.len()];
        app.ui.tab.set(next);
        if let Some(button) = document().get_element_by_id(&format!("tab-{}", next.key())) {
            drop(wasm_bindgen::JsCast::unchecked_into::<web_sys::HtmlElement>(button).focus());
        }
    };
    view! {
        <div class="tabs" role="tablist" aria-label="Views" on:keydown=on_key>
            {Tab::ALL.map(|tab| {
                let is_on = Memo::new(move |_| app.ui.tab.get() == tab);
                view! {
                    <button
                        role="tab"
                        id=format!("tab-{}", tab.key())
                        class:on=is_on
                        aria-selected=move || is_on.get().to_string()
                        tabindex=move || if is_on.get() { "0" } else { "-1" }
                        data-testid=format!("tab-{}", tab.key())
                        on:click=click(move || app.ui.tab.set(tab))
                    >
                        {tab.label()}
                        {move || mark(app, tab).map(|class| view! { <span class=format!("tab-mark {class}")></span> })}
                    </button>
                }
            }).collect_view()}
        </div>
    }
}

/// A dot on a tab where something goes on or waits.
fn mark(app: App, tab: Tab) -> Option<&'static str> {
    match tab {
        Tab::Yaml => app.yaml.text.with(Option::is_some).then_some("warning"),
        Tab::Run if app.runs.is_interrupted() => Some("warning"),
        Tab::Run => match app.runs.phase()? {
            RunPhase::Running | RunPhase::Cancelling | RunPhase::Unwinding => Some("working"),
            RunPhase::Failed => Some("error"),
            RunPhase::Succeeded | RunPhase::Cancelled => None,
        },
        _ => None,
    }
}

#[component]
fn ThemeButton() -> impl IntoView {
    let app = app();
    let theme = app.ui.theme;
    let next = move |_| {
        theme.update(|theme| {
            *theme = match theme {
                Theme::System => Theme::Light,
                Theme::Light => Theme::Dark,
                Theme::Dark => Theme::System,
            }
        });
    };
    let words = move || match theme.get() {
        Theme::System => "Theme: as the system has it",
        Theme::Light => "Theme: light",
        Theme::Dark => "Theme: dark",
    };
    view! {
        <button class="icon-btn bordered" data-testid="theme" title=words aria-label=words on:click=next>
            {move || match theme.get() {
                Theme::System => icon::half(),
                Theme::Light => icon::sun(),
                Theme::Dark => icon::moon(),
            }}
        </button>
    }
}
