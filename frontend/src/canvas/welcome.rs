//! The empty canvas: it says what to do first, or what is waited for.

use labwright_shared::model::Kind;
use leptos::prelude::*;

use crate::{
    state::{App, app, server::Connection},
    ui::on::click,
};

/// What there is to say on an empty canvas.
#[derive(Clone, Debug, PartialEq)]
enum Say {
    Nothing,
    Wait(String),
    NoLab,
    EmptyLab,
}

#[component]
pub fn Welcome() -> impl IntoView {
    let app = app();
    let (machines, networks) = (app.doc.list(Kind::Machines), app.doc.list(Kind::Networks));
    let say = Memo::new(move |_| {
        if app.labs.current.with(Option::is_some) {
            let is_empty = machines.with(Vec::is_empty) && networks.with(Vec::is_empty);
            return if is_empty { Say::EmptyLab } else { Say::Nothing };
        }
        if let Some(name) = app.labs.opening.get() {
            return Say::Wait(format!("Opening {name}…"));
        }
        match (app.server.connection.get(), app.labs.list.with(Option::is_some)) {
            (Connection::SignedOut, _) => Say::Nothing,
            (_, true) => Say::NoLab,
            (Connection::Loading | Connection::Connected, false) => Say::Wait("Asking the server for the labs…".to_owned()),
            (Connection::Disconnected, false) => Say::Wait("Waiting for the server…".to_owned()),
        }
    });
    move || {
        match say.get() {
        Say::Nothing => ().into_any(),
        Say::Wait(words) => view! { <p class="welcome-wait" role="status" data-testid="loading">{words}</p> }.into_any(),
        Say::NoLab => view! {
            <div class="welcome" data-testid="no-lab">
                <h2>"No lab is open"</h2>
                <p>"A lab is a host with its networks and machines, drawn here and built on real libvirt."</p>
                <p><button class="btn primary" on:click=click(move || app.views.call(move |views| (views.create_empty)(app)))>"New lab"</button></p>
                <Templates app />
            </div>
        }
        .into_any(),
        Say::EmptyLab => view! {
            <div class="welcome" data-testid="welcome">
                <h2>"An empty host"</h2>
                <p>"Drag a network and a machine in from the left, or press Enter on one. Then drag from the round handle at the machine's lower edge onto the network."</p>
                <Templates app />
            </div>
        }
        .into_any(),
    }
    }
}

#[component]
fn Templates(app: App) -> impl IntoView {
    move || {
        let templates = app.labs.templates.get().unwrap_or_default();
        (!templates.is_empty()).then(|| {
            let buttons = templates.into_iter().map(|template| {
                let name = template.name.clone();
                view! { <button class="btn quiet" on:click=click(move || { let name = name.clone(); app.views.call(move |views| (views.create_from_template)(app, name)) })>{template.name.clone()}</button> }
            });
            view! {
                <p class="soft">"Or start from a template:"</p>
                <div class="welcome-templates">{buttons.collect_view()}</div>
            }
        })
    }
}
