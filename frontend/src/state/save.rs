//! Keeping the document on the server, by itself and shortly after each edit. A conflict is shown, never resolved in silence.

use std::time::Duration;

use gloo::timers::future::TimeoutFuture;
use labwright_shared::{
    api::{ErrorCode, LabDocument, SaveLab, Saved, paths},
    document::{self, Document},
};
use leptos::{prelude::*, task::spawn_local};

use crate::ui::on::effect;

use super::{App, api::Failure, server::Connection};

#[derive(Clone, Debug, PartialEq)]
pub enum SaveState {
    Saved,
    /// Edited; it is kept in a moment.
    Edited,
    Saving,
    /// Somebody else saved in between.
    Conflict(Box<LabDocument>),
    Failed(Failure),
}

#[derive(Clone, Copy)]
pub struct Save {
    pub state: RwSignal<SaveState>,
    /// The version that the edits began from.
    pub version: StoredValue<u64>,
    /// The document's revision that the server has.
    saved: StoredValue<u64>,
    timer: StoredValue<Option<TimeoutHandle>>,
}

const PAUSE: Duration = Duration::from_millis(500);

impl Save {
    pub fn new() -> Self {
        Save {
            state: RwSignal::new(SaveState::Saved),
            version: StoredValue::new(0),
            saved: StoredValue::new(0),
            timer: StoredValue::new(None),
        }
    }
}

impl Default for Save {
    fn default() -> Self {
        Save::new()
    }
}

/// The document in the editor is the server's at that version.
pub fn is_current(app: App, version: u64) {
    app.save.version.set_value(version);
    app.save.saved.set_value(app.doc.revision.get_untracked());
    app.save.state.set(SaveState::Saved);
}

fn is_dirty(app: App) -> bool {
    app.save.saved.get_value() != app.doc.revision.get_untracked()
}

/// Saves after each edit, and again when the server is back.
pub fn follow(app: App) {
    effect(move || {
        app.doc.revision.track();
        if app.labs.current.with_untracked(Option::is_some) && is_dirty(app) {
            if app.save.state.with_untracked(|state| !matches!(state, SaveState::Saving | SaveState::Conflict(_))) {
                app.save.state.set(SaveState::Edited);
            }
            if let Some(timer) = app.save.timer.get_value() {
                timer.clear();
            }
            let timer = set_timeout_with_handle(move || spawn_local(async move { drop(flush(app).await) }), PAUSE);
            app.save.timer.set_value(timer.ok());
        }
    });
    effect(move || {
        let is_waiting = app.save.state.with_untracked(|state| matches!(state, SaveState::Failed(_)));
        if app.server.connection.get() == Connection::Connected && is_waiting {
            spawn_local(async move { drop(flush(app).await) });
        }
    });
    let handle = window_event_listener(leptos::ev::beforeunload, move |event| {
        if is_dirty(app) && app.labs.current.with_untracked(Option::is_some) {
            event.prevent_default();
        }
    });
    on_cleanup(move || handle.remove());
}

/// Sends what is not saved yet. When it returns well, the server has the document as it is.
pub async fn flush(app: App) -> Result<(), Failure> {
    let is_settled = app.save.state.with_untracked(|state| matches!(state, SaveState::Saved));
    if is_settled && (app.labs.current.with_untracked(Option::is_none) || !is_dirty(app)) {
        return Ok(());
    }
    match app.desk.here().await {
        Some(desk) => (desk.flush)(app).await,
        None => Err(Failure::Unreachable),
    }
}

/// What [`flush`] does, in the part that can write a lab.
pub async fn flush_now(app: App) -> Result<(), Failure> {
    loop {
        match app.save.state.get_untracked() {
            SaveState::Saving => {
                TimeoutFuture::new(25).await;
                continue;
            }
            SaveState::Conflict(_) => return Err(conflict()),
            _ => {}
        }
        let (Some(name), true) = (app.labs.current.get_untracked(), is_dirty(app)) else {
            app.save.state.set(SaveState::Saved);
            return Ok(());
        };
        let revision = app.doc.revision.get_untracked();
        app.save.state.set(SaveState::Saving);
        let body = SaveLab { yaml: app.doc.with(Document::to_yaml), base_version: app.save.version.get_value() };
        match app.server.put::<Saved>(&paths::lab(&name), &body).await {
            Ok(saved) => {
                app.save.version.set_value(saved.version);
                app.save.saved.set_value(revision);
                app.save.state.set(SaveState::Edited);
            }
            Err(failure) if failure.code() == Some(ErrorCode::Conflict) => {
                let theirs = app.server.get::<LabDocument>(&paths::lab(&name)).await;
                app.save.state.set(theirs.map_or_else(SaveState::Failed, |theirs| SaveState::Conflict(Box::new(theirs))));
                return Err(failure);
            }
            Err(failure) => {
                app.save.state.set(SaveState::Failed(failure.clone()));
                return Err(failure);
            }
        }
    }
}

fn conflict() -> Failure {
    Failure::Refused(labwright_shared::api::ApiError {
        code: ErrorCode::Conflict,
        message: "This lab was saved elsewhere in between. Choose above which one stays; until then nothing is saved.".to_owned(),
        details: Vec::new(),
    })
}

/// Settles a conflict with the document of the server. Undo brings one's own back.
pub fn take_theirs(app: App) {
    if let SaveState::Conflict(theirs) = app.save.state.get_untracked()
        && let Ok(read) = document::read(&theirs.yaml)
    {
        app.doc.replace(read.document);
        is_current(app, theirs.version);
    }
}

/// Settles a conflict with the document of this page.
pub fn keep_mine(app: App) {
    if let SaveState::Conflict(theirs) = app.save.state.get_untracked() {
        app.save.version.set_value(theirs.version);
        app.save.state.set(SaveState::Edited);
        spawn_local(async move { drop(flush(app).await) });
    }
}

/// The records in which the two documents of a conflict differ.
pub fn differing(app: App, theirs: &LabDocument) -> Vec<String> {
    let Ok(theirs) = document::read(&theirs.yaml) else { return Vec::new() };
    let diff = app.doc.with(|mine| mine.diff_to(&theirs.document));
    let mut records: Vec<String> = diff.touched().map(ToString::to_string).collect();
    records.dedup();
    if diff.view.is_some() {
        records.push("positions on the canvas".to_owned());
    }
    if diff.comments.is_some() {
        records.push("comments".to_owned());
    }
    records
}
