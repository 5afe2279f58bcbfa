//! The lab itself: what it is called, everything in it, what is accepted.

use labwright_shared::{
    document::Command,
    model::{Kind, RecordRef},
};
use leptos::prelude::*;

use crate::ui::on::click;

use crate::{
    canvas::gesture,
    editor::{palette::Item, references, whole},
    state::App,
};

use super::{
    NameField,
    fields::{ChoiceField, Reads, Section, TextField},
    form::Form,
};

pub fn fields(form: Form) -> AnyView {
    let app = form.app;
    let built =
        move || app.labs.is_built().then(|| view! { <p class="soft pad">"Built on the host. Destroy it before renaming the lab."</p> });
    view! {
        <NameField form />
        <TextField form label="Description" path="description" reads=Reads::Block placeholder="What the lab is for" />
        {built}
        <Outline app title="Machines" kind=Kind::Machines empty="None yet: drag one in from the palette." />
        <Outline app title="Networks" kind=Kind::Networks empty="None yet: drag one in from the palette." />
        <Outline app title="Pools" kind=Kind::Pools empty="None yet: a machine's disks need one." />
        <Outline app title="Images" kind=Kind::Images empty="None yet: machines with blank disks need none." />
        <Inside app title="Parameters" kind=Kind::Parameters empty="None. A parameter stands in fields as ${param:name}, and the lab can be made with other values of it." />
        <Inside app title="Clouds" kind=Kind::Clouds empty="None. A cloud says which machines form it, and what they give to guests." />
        <Inside app title="Projects" kind=Kind::Projects empty="None. A project has quotas, networks and floating IPs in a cloud." />
        <Inside app title="Servers" kind=Kind::Servers empty="None. A server is a guest in a project." />
        <Inside app title="Clusters" kind=Kind::Clusters empty="None. A cluster is OpenShift, OKD or Kubernetes, in a project or on machines." />
        <Scales app />
        <Accepted app />
        <Severities app />
    }
    .into_any()
}

/// The records of a kind, to go to.
#[component]
fn Outline(app: App, title: &'static str, kind: Kind, empty: &'static str) -> impl IntoView {
    let list = app.doc.list(kind);
    let is_long = list.with_untracked(|list| list.len() > 12);
    let item = match kind {
        Kind::Pools => Some((Item::Pool, "Add a pool")),
        Kind::Images => Some((Item::Image, "Add an image")),
        _ => None,
    };
    view! {
        <Section title closed=is_long>
            {move || {
                let records = list.get();
                if records.is_empty() { return view! { <p class="soft pad">{empty}</p> }.into_any(); }
                view! { <ul class="outline">{records.into_iter().map(|record| view! { <OutlineRow app record /> }).collect_view()}</ul> }.into_any()
            }}
            {item.map(|(item, words)| view! { <button class="btn quiet small" on:click=click(move || gesture::add(app, item, None, None))>{words}</button> })}
        </Section>
    }
}

/// The records of a kind that is edited as text: parameters, and the layers above L1.
#[component]
fn Inside(app: App, title: &'static str, kind: Kind, empty: &'static str) -> impl IntoView {
    let list = app.doc.list(kind);
    let is_closed = list.with_untracked(Vec::is_empty);
    let add = move || {
        let Some(record) = app.doc.lab(|lab| whole::made(lab, kind)) else { return };
        let reference = record.reference();
        gesture::run(app, &Command::Add { record: Box::new(record), index: None });
        app.ui.select(Some(reference));
    };
    let words = format!("Add a {}", kind.singular());
    view! {
        <Section title closed=is_closed>
            {move || {
                let records = list.get();
                if records.is_empty() { return view! { <p class="soft pad">{empty}</p> }.into_any(); }
                view! { <ul class="outline">{records.into_iter().map(|record| view! { <OutlineRow app record /> }).collect_view()}</ul> }.into_any()
            }}
            <button class="btn quiet small" on:click=click(add)>{words.clone()}</button>
        </Section>
    }
}

#[component]
fn OutlineRow(app: App, record: RecordRef) -> impl IntoView {
    let of = record.clone();
    let name = Memo::new(move |_| {
        app.doc.revision.track();
        app.doc.lab(|lab| references::name_of(lab, &of).map(|name| name.to_string()).unwrap_or_default())
    });
    let of = record.clone();
    let badge = Memo::new(move |_| app.checks.badges.with(|badges| badges.get(&of).copied().unwrap_or_default()));
    let go = move |_| {
        app.ui.select(Some(record.clone()));
        gesture::reveal(app, &record);
    };
    let mark = move || {
        let badge = badge.get();
        match (badge.errors, badge.warnings) {
            (0, 0) => None,
            (0, count) => Some(view! { <span class="badge inline warning">{count}</span> }),
            (count, _) => Some(view! { <span class="badge inline error">{count}</span> }),
        }
    };
    view! { <li><button class="link" on:click=go>{name}</button>{mark}</li> }
}

#[component]
fn Scales(app: App) -> impl IntoView {
    let list = app.doc.list(Kind::Scales);
    let add = move |_| super::scale::add(app);
    view! {
        <Section title="Scales">
            {move || {
                let records = list.get();
                if records.is_empty() { return view! { <p class="soft pad">"None. A scale builds the same lab with smaller machines and stand-in images on a smaller host."</p> }.into_any(); }
                view! { <ul class="outline">{records.into_iter().map(|record| view! { <OutlineRow app record /> }).collect_view()}</ul> }.into_any()
            }}
            <button class="btn quiet small" data-testid="add-scale" on:click=add>"Add a scale"</button>
        </Section>
    }
}

/// The findings that are accepted, each with its reason.
#[component]
fn Accepted(app: App) -> impl IntoView {
    let Some(form) = Form::new(app, &RecordRef::single(Kind::Settings)) else { return ().into_any() };
    let items = form.items("suppress");
    let rows = move || {
        let count = items.with(Vec::len);
        if count == 0 {
            return view! { <p class="soft pad">"None. A finding can be accepted with a reason from its row below the canvas."</p> }
                .into_any();
        }
        (0..count)
            .map(|index| {
                let rule = form.text(&format!("suppress[{index}].rule"));
                let subject = form.text(&format!("suppress[{index}].subject"));
                view! {
                    <div class="item">
                        <div class="item-head">
                            <code>{rule}</code>
                            <button class="icon-btn" title="Report this finding again" aria-label="Report this finding again" on:click=click(move || form.drop_item(&format!("suppress[{index}]")))>{crate::ui::icon::close()}</button>
                        </div>
                        <p class="soft">{move || if subject.get().is_empty() { "everywhere".to_owned() } else { subject.get() }}</p>
                        <TextField form label="Reason" path=format!("suppress[{index}].reason") />
                    </div>
                }
            })
            .collect_view()
            .into_any()
    };
    view! { <Section title="Accepted findings">{rows}</Section> }.into_any()
}

/// The rules whose findings matter more or less in this lab, each with its reason.
#[component]
fn Severities(app: App) -> impl IntoView {
    let Some(form) = Form::new(app, &RecordRef::single(Kind::Settings)) else { return ().into_any() };
    let items = form.items("severity");
    let rows = move || {
        let count = items.with(Vec::len);
        if count == 0 {
            return view! { <p class="soft pad">"None. A rule can be made an error, a warning or a hint from the row of one of its findings."</p> }
                .into_any();
        }
        (0..count)
            .map(|index| {
                let rule = form.text(&format!("severity[{index}].rule"));
                let levels = vec![("error", "error"), ("warning", "warning"), ("info", "hint"), ("off", "off: accept them all")];
                view! {
                    <div class="item">
                        <div class="item-head">
                            <code>{rule}</code>
                            <button class="icon-btn" title="Leave the rule as it is" aria-label="Leave the rule as it is" on:click=click(move || form.drop_item(&format!("severity[{index}]")))>{crate::ui::icon::close()}</button>
                        </div>
                        <ChoiceField form label="Counts as" path=format!("severity[{index}].level") options=levels />
                        <TextField form label="Reason" path=format!("severity[{index}].reason") />
                    </div>
                }
            })
            .collect_view()
            .into_any()
    };
    view! { <Section title="Changed severities">{rows}</Section> }.into_any()
}
