//! The labs that the server keeps: opened, made, copied, renamed, deleted.

use gloo::{net::http::Method, timers::future::TimeoutFuture};
use labwright_shared::{
    api::{ApiError, ErrorCode, LabDocument, LabSummary, SaveLab, Saved, TemplateSummary, paths},
    document::{self, Command, Document},
    model::{Kind, Lab, RecordRef},
    plan::Instance,
    value::Name,
    yaml::YamlError,
};
use leptos::{prelude::*, task::spawn_local};

use crate::ui::on::effect;

use crate::editor::free;

use super::{App, api::Failure, host, runs, save, server::Connection, ui::Tab};

#[derive(Clone, Copy)]
pub struct Labs {
    /// Absent until the server has told.
    pub list: RwSignal<Option<Vec<LabSummary>>>,
    pub templates: RwSignal<Option<Vec<TemplateSummary>>>,
    /// The name of the open lab.
    pub current: RwSignal<Option<String>>,
    /// The lab's build on the host.
    pub instance: RwSignal<Option<Instance>>,
    /// A lab that is being opened.
    pub opening: RwSignal<Option<String>>,
    /// Why the last thing asked for here did not happen.
    pub failure: RwSignal<Option<Failure>>,
}

impl Labs {
    pub fn new() -> Self {
        Labs {
            list: RwSignal::new(None),
            templates: RwSignal::new(None),
            current: RwSignal::new(None),
            instance: RwSignal::new(None),
            opening: RwSignal::new(None),
            failure: RwSignal::new(None),
        }
    }
}

impl Labs {
    /// Whether the open lab stands on a host.
    pub fn is_built(&self) -> bool {
        self.list
            .with(|list| self.current.with(|current| list.iter().flatten().any(|lab| lab.built && Some(&lab.name) == current.as_ref())))
    }
}

impl Default for Labs {
    fn default() -> Self {
        Labs::new()
    }
}

/// Waits for the server and opens the lab that the address names, or the session, or the newest one.
pub fn open_first(app: App) {
    spawn_local(async move {
        while app.server.connection.get_untracked() != Connection::Connected || app.server.session.with_untracked(Option::is_none) {
            TimeoutFuture::new(20).await;
        }
        host::load(app, false);
        let (wanted, tab, rule) = super::ui::address();
        app.ui.rule.set(rule);
        if let Some(tab) = tab {
            app.ui.tab.set(tab);
        }
        // The lab is chosen in the same breath as the list comes: nothing says meanwhile that no lab is open.
        load_labs(app).await;
        spawn_local(load_templates(app));
        let session = app.server.session.with_untracked(|session| session.as_ref().and_then(|session| session.open_lab.clone()));
        let there = |name: &String| app.labs.list.with_untracked(|list| list.iter().flatten().any(|lab| lab.name == *name));
        let newest =
            || app.labs.list.with_untracked(|list| list.iter().flatten().max_by_key(|lab| lab.modified_ms).map(|lab| lab.name.clone()));
        if let Some(name) = wanted.filter(there).or(session.filter(there)).or_else(newest) {
            open_now(app, &name).await;
        }
    });
    host::follow(app);
    // A host that comes while the page is open is seen without a reload.
    Effect::new(move |before: Option<Connection>| {
        let connection = app.server.connection.get();
        if before == Some(Connection::Disconnected) && connection == Connection::Connected {
            host::load(app, false);
            spawn_local(load_lists(app));
        }
        connection
    });
}

/// Keeps the address on the open lab and tab, so that a reload comes back to it.
pub fn follow_address(app: App) {
    effect(move || {
        let (lab, tab, rule) = (app.labs.current.get(), app.ui.tab.get(), app.ui.rule.get());
        if let Some(lab) = lab {
            super::ui::set_address(&lab, tab, &rule);
        }
    });
}

pub async fn load_lists(app: App) {
    load_labs(app).await;
    load_templates(app).await;
}

async fn load_labs(app: App) {
    if let Ok(list) = app.server.get::<Vec<LabSummary>>(paths::LABS).await {
        app.labs.list.set(Some(list));
    }
}

async fn load_templates(app: App) {
    if app.labs.templates.with_untracked(Option::is_none)
        && let Ok(list) = app.server.get::<Vec<TemplateSummary>>(paths::TEMPLATES).await
    {
        app.labs.templates.set(Some(list));
    }
}

pub fn open(app: App, name: String) {
    spawn_local(async move { open_now(app, &name).await });
}

async fn open_now(app: App, name: &str) {
    app.labs.opening.set(Some(name.to_owned()));
    app.labs.failure.set(None);
    // What is not saved yet belongs to the lab that is left; without the server nothing can be opened anyway.
    let result = match save::flush(app).await {
        Ok(()) => app.server.get::<LabDocument>(&paths::lab(name)).await,
        Err(failure) => Err(failure),
    };
    let reader = app.reader.here().await;
    app.labs.opening.set(None);
    match (result, reader) {
        (Ok(lab), Some(reader)) => {
            let read = (reader.read)(&lab.yaml);
            show(app, lab, read);
        }
        (Ok(_), None) => app.labs.failure.set(Some(Failure::Unreachable)),
        (Err(failure), _) => app.labs.failure.set(Some(failure)),
    }
}

fn show(app: App, lab: LabDocument, read: Option<Document>) {
    app.labs.current.set(None);
    app.ui.selection.set(None);
    app.plan.clear();
    app.power.clear();
    app.runs.clear();
    app.live.clear();
    app.consoles.clear();
    match read {
        Some(document) => {
            app.doc.load(document, Some(lab.yaml));
            app.yaml.drop_draft();
        }
        // Text that cannot be read is kept as typed text, to mend it where the errors are.
        None => {
            app.doc.load(Document::new(Lab::empty(lab.name.parse().unwrap_or_else(|_| fallback_name()))), None);
            app.yaml.text.set(Some(lab.yaml.clone()));
            app.ui.tab.set(Tab::Yaml);
        }
    }
    app.labs.instance.set(lab.instance);
    save::is_current(app, lab.version);
    app.labs.current.set(Some(lab.name.clone()));
    app.ui.fit_soon.update(|count| *count += 1);
    runs::load_list(app);
}

fn fallback_name() -> Name {
    "lab".parse().expect("a well-formed name")
}

/// What the server knows of the lab beside its text: whether it is built, and as what.
pub async fn refresh(app: App) {
    let Some(name) = app.labs.current.get_untracked() else { return };
    if let Ok(lab) = app.server.get::<LabDocument>(&paths::lab(&name)).await
        && app.labs.current.with_untracked(|current| current.as_deref() == Some(name.as_str()))
        && app.labs.instance.with_untracked(|instance| *instance != lab.instance)
    {
        app.labs.instance.set(lab.instance);
    }
    load_lists(app).await;
}

/// A name that no lab has.
fn free_name(app: App, base: &str) -> Name {
    app.labs.list.with_untracked(|list| free::numbered(base, |name| list.iter().flatten().any(|lab| lab.name == name)))
}

pub fn create_empty(app: App) {
    let name = free_name(app, "lab");
    create(app, Document::new(Lab::empty(name)));
}

/// A copy of the open lab, under another name.
pub fn duplicate(app: App) {
    create(app, app.doc.snapshot());
}

/// A lab like the template.
pub fn create_from_template(app: App, template: String) {
    spawn_local(async move {
        match app.server.get::<LabDocument>(&paths::template(&template)).await {
            Ok(lab) => match document::read(&lab.yaml) {
                Ok(read) => create(app, read.document),
                Err(errors) => app.labs.failure.set(Some(unreadable("The template", &errors))),
            },
            Err(failure) => app.labs.failure.set(Some(failure)),
        }
    });
}

/// A lab from a file's text.
pub fn create_from_text(app: App, text: &str) {
    match document::read(text) {
        Ok(read) => create(app, read.document),
        Err(errors) => app.labs.failure.set(Some(unreadable("The file", &errors))),
    }
}

fn unreadable(what: &str, errors: &[YamlError]) -> Failure {
    Failure::Refused(labwright_shared::api::ApiError {
        code: ErrorCode::Unprocessable,
        message: format!("{what} is not a lab that can be read. Nothing was opened; mend these places and open it again."),
        details: errors.iter().map(ToString::to_string).collect(),
    })
}

/// Keeps a document as a new lab and opens it.
fn create(app: App, mut document: Document) {
    app.labs.failure.set(None);
    let name = free_name(app, document.lab().metadata.name.as_str());
    let rename = Command::Rename { record: RecordRef::single(Kind::Metadata), to: name.clone() };
    if let Err(error) = document.apply(&rename) {
        leptos::logging::error!("{error}");
        return;
    }
    spawn_local(async move {
        let body = SaveLab { yaml: document.to_yaml(), base_version: 0 };
        match app.server.put::<Saved>(&paths::lab(name.as_str()), &body).await {
            Ok(_) => {
                load_lists(app).await;
                app.ui.tab.set(Tab::Design);
                open_now(app, name.as_str()).await;
            }
            Err(failure) => app.labs.failure.set(Some(failure)),
        }
    });
}

/// Gives the open lab another name: it is kept under the new one, then the old one goes.
pub fn rename(app: App, to: Name) {
    let Some(from) = app.labs.current.get_untracked().filter(|from| *to.as_str() != **from) else { return };
    spawn_local(async move {
        let result = async {
            let is_built = app.labs.list.with_untracked(|list| list.iter().flatten().any(|lab| lab.name == from && lab.built));
            if is_built {
                // The host knows what stands there by the name that the lab had.
                return Err(Failure::Refused(ApiError {
                    code: ErrorCode::Conflict,
                    message: format!("{from} is built on a host, under this name: destroy it first, then rename it. Nothing was renamed."),
                    details: Vec::new(),
                }));
            }
            save::flush(app).await?;
            let mut document = app.doc.snapshot();
            let command = Command::Rename { record: RecordRef::single(Kind::Metadata), to: to.clone() };
            if document.apply(&command).is_err() {
                return Ok(());
            }
            let body = SaveLab { yaml: document.to_yaml(), base_version: 0 };
            let saved: Saved = app.server.put(&paths::lab(to.as_str()), &body).await?;
            drop(app.doc.dispatch(&command));
            app.labs.current.set(Some(to.to_string()));
            save::is_current(app, saved.version);
            app.server.tell(Method::DELETE, &paths::lab(&from)).await
        };
        app.labs.failure.set(result.await.err());
        load_lists(app).await;
    });
}

pub fn delete(app: App, name: String) {
    spawn_local(async move {
        match app.server.tell(Method::DELETE, &paths::lab(&name)).await {
            Ok(()) => {
                load_lists(app).await;
                if app.labs.current.with_untracked(|current| current.as_deref() == Some(name.as_str())) {
                    app.labs.current.set(None);
                    let next = app
                        .labs
                        .list
                        .with_untracked(|list| list.iter().flatten().max_by_key(|lab| lab.modified_ms).map(|lab| lab.name.clone()));
                    if let Some(next) = next {
                        open_now(app, &next).await;
                    }
                }
            }
            Err(failure) => app.labs.failure.set(Some(failure)),
        }
    });
}
