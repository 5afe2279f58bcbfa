//! The form of what is selected; of the lab where nothing is.

mod boot;
mod disks;
mod fields;
pub mod form;
mod host;
mod image;
mod lab;
mod machine;
mod network;
mod pool;
mod ports;
mod power;
pub mod record;
mod remove;
mod scale;
mod stand_ins;
mod whole;

use labwright_shared::model::{Kind, RecordRef};
use leptos::{html, prelude::*};

use crate::ui::on::click;
use wasm_bindgen::JsCast;

use crate::{
    editor::references,
    panel::fix::FindingNote,
    state::{App, app},
};

use form::Form;

#[component]
pub fn Inspector() -> impl IntoView {
    let app = app();
    let panel = NodeRef::<html::Aside>::new();
    follow_field(app, panel);
    // A selection that an undo took away is none.
    let shown = Memo::new(move |_| {
        app.doc.revision.track();
        let selected = app.ui.selection.get();
        let record = selected.filter(|record| app.doc.with(|document| document.record(record).is_some()));
        (app.labs.current.with(Option::is_some), record.unwrap_or(RecordRef::single(Kind::Metadata)))
    });
    view! {
        <aside class="panel inspector" aria-label="Inspector" data-testid="inspector" node_ref=panel on:keydown=move |event| if event.key() == "Escape" { back_to_canvas(app) }>
            {move || {
                let (is_open, record) = shown.get();
                if is_open { of_record(app, &record) } else { view! { <p class="soft pad">"Open or make a lab to edit it here."</p> }.into_any() }
            }}
        </aside>
    }
}

/// Escape leads from a form to the node that it is of.
fn back_to_canvas(app: App) {
    let selected = app.ui.selection.get_untracked();
    if let Some(record) = selected.filter(|record| app.doc.scene.with_untracked(|scene| scene.rect_of(record).is_some())) {
        crate::canvas::stage::focus(app, &record);
    }
}

fn of_record(app: App, record: &RecordRef) -> AnyView {
    let Some(form) = Form::new(app, record) else { return ().into_any() };
    let body = match record.kind {
        Kind::Metadata | Kind::Settings => lab::fields(form),
        Kind::Host => host::fields(form),
        Kind::Images => image::fields(form),
        Kind::Pools => pool::fields(form),
        Kind::Networks => network::fields(form),
        Kind::Machines => machine::fields(form),
        // Made from the schema: in a part of its own, that is there when somebody looks for it.
        Kind::Parameters | Kind::Clouds | Kind::Projects | Kind::Servers | Kind::Clusters => {
            app.views.view(move |views| (views.record)(form))
        }
        Kind::Scales => scale::fields(form),
    };
    view! {
        <Head form />
        <Elsewhere form />
        {body}
        <remove::Remove form />
    }
    .into_any()
}

#[component]
fn Head(form: Form) -> impl IntoView {
    let record = form.record();
    let kind = match record.kind {
        Kind::Metadata | Kind::Settings => "lab",
        Kind::Host => "L0 host",
        Kind::Machines => "L1 machine",
        Kind::Networks => "L0 network",
        Kind::Pools => "L0 pool",
        Kind::Images => "image",
        Kind::Parameters => "parameter",
        Kind::Clouds => "cloud",
        Kind::Projects => "project",
        Kind::Servers => "L2 server",
        Kind::Clusters => "L2 cluster",
        Kind::Scales => "scale",
    };
    let name = form.text("name");
    let back = record.kind != Kind::Metadata;
    let app = form.app;
    view! {
        <header class="inspector-head">
            <h3 title=name>{name}</h3>
            <span class="chip">{kind}</span>
            {back.then(|| view! { <button class="link" title="Close this form and show the lab" on:click=click(move || app.ui.select(None))>"Lab"</button> })}
        </header>
    }
}

/// The findings that no field of the form can show.
#[component]
fn Elsewhere(form: Form) -> impl IntoView {
    let findings = form.elsewhere();
    move || findings.get().into_iter().map(|diagnostic| view! { <FindingNote diagnostic /> }).collect_view()
}

/// Goes to the field that a finding or a key led to.
fn follow_field(app: App, panel: NodeRef<html::Aside>) {
    Effect::new(move |done: Option<u32>| {
        let wanted = app.ui.field.get();
        let panel = panel.get();
        let (Some((path, count)), Some(panel)) = (wanted, panel) else { return done.unwrap_or(0) };
        if done == Some(count) {
            return count;
        }
        // The form may just be coming.
        request_animation_frame(move || {
            let mut at = path.as_str();
            loop {
                let selector = if at.is_empty() { "input, select, textarea".to_owned() } else { format!("[data-field=\"{at}\"]") };
                if let Some(field) =
                    panel.query_selector(&selector).ok().flatten().and_then(|field| field.dyn_into::<web_sys::HtmlElement>().ok())
                {
                    if let Some(section) = field.closest("details:not([open])").ok().flatten() {
                        drop(section.set_attribute("open", ""));
                    }
                    drop(field.focus());
                    let options = web_sys::ScrollIntoViewOptions::new();
                    options.set_block(web_sys::ScrollLogicalPosition::Center);
                    field.scroll_into_view_with_scroll_into_view_options(&options);
                    break;
                }
                match at.rfind(['.', '[']) {
                    Some(cut) => at = &at[..cut],
                    None if at.is_empty() => break,
                    None => at = "",
                }
            }
        });
        count
    });
}

/// The name field of a record that commands rename.
#[component]
fn NameField(form: Form) -> impl IntoView {
    use labwright_shared::{document::Command, value::Name};
    form.shows("name");
    let value = form.text("name");
    let draft = RwSignal::new(None::<String>);
    let error = RwSignal::new(None::<String>);
    let findings = form.at_field("name");
    let app = form.app;
    let take = move || {
        let Some(text) = draft.try_get_untracked().flatten() else { return };
        let result = text.trim().parse::<Name>().map_err(|error| error.to_string()).and_then(|to| {
            if form.record().kind == Kind::Metadata {
                crate::state::labs::rename(app, to);
                return Ok(());
            }
            app.doc.dispatch(&Command::Rename { record: form.record(), to }).map_err(|error| error.to_string())
        });
        match result {
            Ok(()) => {
                draft.set(None);
                error.set(None);
            }
            Err(message) => error.set(Some(message)),
        }
    };
    view! {
        <label class="field" title="What refers to the name follows when it changes">
            <span class="label">"Name"</span>
            <input
                type="text"
                spellcheck="false"
                autocomplete="off"
                data-field="name"
                class:bad=move || error.with(Option::is_some)
                prop:value=move || draft.get().unwrap_or_else(|| value.get())
                on:input=move |event| { draft.set(Some(event_target_value(&event))); error.set(None); }
                on:blur=move |_| take()
                on:keydown=move |event| match event.key().as_str() {
                    "Enter" => take(),
                    "Escape" => { draft.set(None); error.set(None); }
                    "z" | "Z" if event.ctrl_key() || event.meta_key() => {
                        if draft.with_untracked(Option::is_some) {
                            event.prevent_default();
                            event.stop_propagation();
                        }
                        draft.set(None);
                        error.set(None);
                    }
                    _ => {}
                }
            />
        </label>
        {move || error.get().map(|message| view! { <p class="field-error" role="alert">{fields::sentence(&message)}" Not applied."</p> })}
        {move || findings.get().into_iter().map(|diagnostic| view! { <FindingNote diagnostic /> }).collect_view()}
    }
}

/// What refers to the record, for its form.
fn referring(form: Form) -> Memo<Vec<references::Reference>> {
    Memo::new(move |_| {
        form.app.doc.revision.track();
        form.app.doc.lab(|lab| references::to(lab, &form.record()))
    })
}
