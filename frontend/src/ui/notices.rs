//! What has to be known before one goes on, told under the top bar and settled there.

use labwright_shared::api::LabDocument;
use leptos::{prelude::*, task::spawn_local};

use super::on::click;

use crate::state::{
    App, app,
    save::{self, SaveState},
    server::Connection,
};

use super::icon;

#[component]
pub fn Notices() -> impl IntoView {
    let app = app();
    view! {
        {move || match app.server.connection.get() {
            Connection::Disconnected => Some(view! {
                <div class="banner warning" role="status" data-testid="disconnected">
                    <p><b>"The server does not answer."</b>" Editing goes on; what you change is kept in this page and saved as soon as the server is back. It is asked again every few seconds."</p>
                </div>
            }.into_any()),
            Connection::SignedOut => Some(view! {
                <div class="banner error" role="alert" data-testid="signed-out">
                    <p><b>"This page has no session."</b>" Nothing is saved from here. Open the link that labwright serve printed; it works once, and a restart prints a new one."</p>
                </div>
            }.into_any()),
            Connection::Loading | Connection::Connected => None,
        }}
        {move || match app.save.state.get() {
            SaveState::Conflict(theirs) => Some(app.views.view(move |views| (views.conflict)(app, &theirs))),
            SaveState::Failed(failure) if app.server.connection.get() == Connection::Connected => Some(view! {
                <div class="banner error" role="alert" data-testid="save-failed">
                    <p><b>"Not saved. "</b>{failure.message()}</p>
                    <div class="fixes"><button class="btn quiet small" on:click=click(move || spawn_local(async move { drop(save::flush(app).await) }))>"Try again"</button></div>
                </div>
            }.into_any()),
            _ => None,
        }}
        {move || app.ui.notice.get().map(|message| view! {
            <div class="banner warning" role="alert" data-testid="notice">
                <p>{message}</p>
                <button class="icon-btn" title="Dismiss" aria-label="Dismiss" on:click=click(move || app.ui.notice.set(None))>{icon::close()}</button>
            </div>
        })}
    }
}

/// Two who saved the same lab: what differs, and which one stays.
pub fn conflict(app: App, theirs: &LabDocument) -> AnyView {
    let shows_theirs = RwSignal::new(false);
    let differing = save::differing(app, theirs);
    view! {
                    <div class="banner error" role="alert" data-testid="conflict">
                        <p><b>"This lab was saved elsewhere in between"</b>{format!(" (version {}, yours began from {}). Neither is lost yet; choose which one stays.", theirs.version, app.save.version.get_value())}</p>
                        <div class="fixes">
                            <button class="btn quiet small" on:click=click(move || shows_theirs.update(|shows| *shows = !*shows))>{move || if shows_theirs.get() { "Hide what differs" } else { "Show what differs" }}</button>
                            <button class="btn quiet small" data-testid="take-theirs" title="Your edits stay one undo away" on:click=click(move || save::take_theirs(app))>"Load the saved one"</button>
                            <button class="btn quiet small" data-testid="keep-mine" disabled=move || !shows_theirs.get() title="Look at what differs first" on:click=click(move || save::keep_mine(app))>"Overwrite it with mine"</button>
                        </div>
                        {move || shows_theirs.get().then(|| {
                            let differing = differing.clone();
                            view! { <ul class="differs">{if differing.is_empty() { vec!["nothing: both say the same".to_owned()] } else { differing }.into_iter().map(|line| view! { <li><code>{line}</code></li> }).collect_view()}</ul> }
                        })}
                    </div>
                }
    .into_any()
}
