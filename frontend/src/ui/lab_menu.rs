//! The open lab's name, and the way to the others.

use leptos::{ev, html, prelude::*};

use super::on::click;
use wasm_bindgen::JsCast;

use crate::state::{app, labs};

use super::{failure::FailureNote, files, icon, menu};

#[component]
pub fn LabMenu() -> impl IntoView {
    let app = app();
    let is_open = RwSignal::new(false);
    let menu = NodeRef::<html::Div>::new();
    let file = NodeRef::<html::Input>::new();
    let button = NodeRef::<html::Button>::new();
    // A press elsewhere and Escape close the menu.
    let pressed = window_event_listener(ev::pointerdown, move |event| {
        let inside =
            menu.get_untracked().zip(event.target()).is_some_and(|(menu, target)| menu.contains(target.dyn_ref::<web_sys::Node>()));
        if is_open.get_untracked() && !inside {
            is_open.set(false);
        }
    });
    let escaped = window_event_listener(ev::keydown, move |event| {
        if event.key() == "Escape" && is_open.get_untracked() {
            is_open.set(false);
            if let Some(button) = button.get_untracked() {
                drop(button.focus());
            }
        }
    });
    on_cleanup(move || {
        pressed.remove();
        escaped.remove();
    });
    let name = move || match (app.labs.opening.get(), app.labs.current.get()) {
        (Some(opening), _) => format!("opening {opening}…"),
        (None, Some(current)) => current,
        (None, None) => "no lab".to_owned(),
    };
    let read_file = move |_| {
        let Some(input) = file.get_untracked() else { return };
        files::read(&input, move |text| match text {
            Ok(text) => app.views.call(move |views| (views.create_from_text)(app, &text)),
            Err(message) => app.ui.notice.set(Some(message)),
        });
        is_open.set(false);
    };
    view! {
        <div
            class="lab-menu"
            node_ref=menu
            on:keydown=move |event| {
                if is_open.get_untracked() && menu.get_untracked().is_some_and(|menu| menu::arrows(&menu, &event)) {
                    event.prevent_default();
                }
            }
        >
            <span class="soft">"Labs ›"</span>
            <button class="lab-name" node_ref=button data-testid="lab-menu" aria-haspopup="menu" aria-expanded=move || is_open.get().to_string() on:click=click(move || is_open.update(|open| *open = !*open))>
                <b>{name}</b>{icon::chevron()}
            </button>
            <input type="file" class="hidden" accept=".yaml,.yml" node_ref=file tabindex="-1" aria-hidden="true" data-testid="open-file-input" on:change=read_file />
            {move || is_open.get().then(|| app.views.view(move |views| (views.lab_menu)(is_open, file)))}
            {move || app.labs.failure.get().map(|failure| view! {
                <div class="menu-failure">
                    <FailureNote failure />
                    <button class="icon-btn" title="Dismiss" aria-label="Dismiss" on:click=click(move || app.labs.failure.set(None))>{icon::close()}</button>
                </div>
            })}
        </div>
    }
}

/// The labs there are, and what can be done with them.
pub fn menu(is_open: RwSignal<bool>, file: NodeRef<html::Input>) -> AnyView {
    let app = app();
    let deleting = RwSignal::new(None::<String>);
    let done = move || is_open.set(false);
    let choose_file = move |_| {
        if let Some(input) = file.get_untracked() {
            input.click();
        }
    };
    view! {
        <div class="menu" role="menu" aria-label="Labs">
            <div class="menu-list">
                {move || match app.labs.list.get() {
                    None => view! { <p class="soft pad">"Loading the list of labs…"</p> }.into_any(),
                    Some(list) if list.is_empty() => view! { <p class="soft pad">"No labs are kept yet."</p> }.into_any(),
                    Some(list) => list.into_iter().map(|lab| {
                        let (of, open, current) = (lab.name.clone(), lab.name.clone(), lab.name.clone());
                        let is_current = move || app.labs.current.with(|name| name.as_deref() == Some(current.as_str()));
                        view! {
                            <div class="menu-row" class:current=is_current>
                                <button role="menuitem" class="menu-item" data-testid=format!("open-{}", lab.name) on:click=click(move || { labs::open(app, open.clone()); done(); })>
                                    <b>{lab.name.clone()}</b>
                                    {lab.built.then(|| view! { <span class="chip">"built"</span> })}
                                    <span class="soft clip">{lab.description.clone().unwrap_or_default()}</span>
                                </button>
                                <button class="icon-btn" title="Delete this lab" aria-label=format!("Delete {}", lab.name) on:click=click(move || deleting.set(Some(of.clone())))>{icon::bin()}</button>
                            </div>
                            <DeleteQuestion name=lab.name.clone() built=lab.built deleting />
                        }
                    }).collect_view().into_any(),
                }}
            </div>
            <div class="menu-actions">
                <button role="menuitem" class="menu-item" data-testid="lab-new" on:click=click(move || { labs::create_empty(app); done(); })>"New lab"</button>
                <button role="menuitem" class="menu-item" data-testid="lab-duplicate" disabled=move || app.labs.current.with(Option::is_none) on:click=click(move || { labs::duplicate(app); done(); })>"Duplicate this lab"</button>
                <button role="menuitem" class="menu-item" data-testid="lab-open-file" on:click=choose_file>"Open a YAML file…"</button>
            </div>
        </div>
    }
    .into_any()
}

#[component]
fn DeleteQuestion(name: String, built: bool, deleting: RwSignal<Option<String>>) -> impl IntoView {
    let app = app();
    let of = name.clone();
    let is_asked = Memo::new(move |_| deleting.with(|deleting| deleting.as_deref() == Some(of.as_str())));
    move || {
        is_asked.get().then(|| {
            let gone = name.clone();
            let words = if built {
                format!("{name} is built on a host. Destroy it first; then it can be deleted.")
            } else {
                format!("Delete {name} from the server? Its document goes for good.")
            };
            view! {
                <div class="note warning">
                    <p>{words}</p>
                    <div class="fixes">
                        {(!built).then(|| view! { <button class="btn danger small" data-testid="delete-confirm" on:click=click(move || { deleting.set(None); labs::delete(app, gone.clone()); })>"Delete"</button> })}
                        <button class="btn quiet small" on:click=click(move || deleting.set(None))>"Keep"</button>
                    </div>
                </div>
            }
        })
    }
}
