//! A cloud, or a cluster on machines, as a band around them.

use labwright_shared::model::{Cloud, Cluster, Deployment, Kind, Record, RecordRef};
use leptos::prelude::*;

use crate::{
    editor::{
        band::{self, Band, Tag},
        text,
    },
    state::{App, app, checks::Badge},
    ui::icon,
};

use super::{
    chips::{Chips, Far, tint},
    rename,
};

pub fn of(record: &RecordRef) -> AnyView {
    view! { <BandView record=record.clone() /> }.into_any()
}

#[component]
fn BandView(record: RecordRef) -> impl IntoView {
    let app = app();
    let (Some(signal), Some(band)) = (app.doc.record(&record), app.doc.band(&record)) else { return ().into_any() };
    let shown = Memo::new(move |_| signal.with(words));
    let name = Memo::new(move |_| shown.with(|(name, _)| name.clone()));
    let details = Memo::new(move |_| shown.with(|(_, details)| details.clone()));
    let band: Signal<Band> = band.into();
    let selected = is_selected(app, &record);
    let badge = badge_of(app, &record);
    let own = record.clone();
    let is_target = Memo::new(move |_| app.ui.tool.with(|tool| tool.goes_into() == Some(&own)));
    let own = record.clone();
    let is_renaming = Memo::new(move |_| app.ui.renaming.with(|renaming| renaming.as_ref() == Some(&own)));
    let of_kind = if record.kind == Kind::Clouds { "cloud" } else { "cluster" };
    let Far(is_far) = expect_context();
    let focused = record.clone();
    let renamed = record.clone();
    let attribute = record.to_string();
    let label = move || {
        format!(
            "{} {}, {}, {}{}",
            if of_kind == "cloud" { "Cloud" } else { "Cluster" },
            name.get(),
            details.get(),
            members(&band.get()),
            said(badge.get())
        )
    };
    view! {
        <div
            class=format!("band {of_kind}")
            class:selected=selected
            class:target=is_target
            class:over=move || badge.get().errors != 0
            style:width=move || format!("{}px", band.with(|band| band.rect.width))
            style:height=move || format!("{}px", band.with(|band| band.rect.height))
            style:transform=move || band.with(|band| format!("translate({}px, {}px)", band.rect.x, band.rect.y))
            tabindex="-1"
            role="group"
            aria-label=label
            data-record=attribute
            data-name=name
            on:focus=move |_| app.ui.select(Some(focused.clone()))
            on:dblclick=move |_| app.ui.renaming.set(Some(renamed.clone()))
        >
            <div class="band-head">
                {icon::item(if record.kind == Kind::Clouds { crate::editor::palette::Item::Cloud } else { crate::editor::palette::Item::Cluster(Default::default()) })}
                {move || if is_renaming.get() {
                    rename::field(app, record.clone(), name.get_untracked())
                } else {
                    view! { <b class="name" title=name>{move || text::middle(&name.get(), 24)}</b> }.into_any()
                }}
                <span class="band-details">{details}</span>
                {move || (!is_far.get()).then(|| {
                    let tags = band.with(|band| band.tags.clone());
                    let more = tags.len().saturating_sub(band::MOST_TAGS);
                    let shown = tags.into_iter().take(band::MOST_TAGS).map(|tag| view! { <TagView tag /> }).collect_view();
                    view! { {shown} {(more > 0).then(|| view! { <span class="chip-more">{format!("and {more} more")}</span> })} }
                })}
            </div>
            {move || (band.with(|band| band.members.is_empty() && band.shelf.is_empty())).then(|| view! { <p class="band-empty">"Drag machines here to make them nodes."</p> })}
            <Chips chips=Signal::derive(move || band.with(|band| band.shelf.clone())) most=band::MOST_ON_SHELF at="on-shelf" />
            {move || mark(badge.get())}
        </div>
    }
    .into_any()
}

/// A project, or a cluster in one.
#[component]
fn TagView(tag: Tag) -> impl IntoView {
    let app = app();
    let record = tag.record.clone();
    let Some(signal) = app.doc.record(&record) else { return ().into_any() };
    let shown = Memo::new(move |_| signal.with(words));
    let name = Memo::new(move |_| shown.with(|(name, _)| name.clone()));
    let details = Memo::new(move |_| shown.with(|(_, details)| details.clone()));
    let selected = is_selected(app, &record);
    let badge = badge_of(app, &record);
    let focused = record.clone();
    let (kind, item) = match record.kind {
        Kind::Projects => ("Project", crate::editor::palette::Item::Project),
        _ => ("Cluster", crate::editor::palette::Item::Cluster(Default::default())),
    };
    view! {
        <div
            class=format!("tag {}", if record.kind == Kind::Clusters { tint(tag.cluster) } else { "tint-none".to_owned() })
            class:selected=selected
            tabindex="-1"
            role="group"
            aria-label=move || format!("{kind} {}, {}{}", name.get(), details.get(), said(badge.get()))
            title=move || format!("{kind} {} · {}", name.get(), details.get())
            data-record=record.to_string()
            data-name=name
            on:focus=move |_| app.ui.select(Some(focused.clone()))
        >
            {icon::item(item)}
            <span class="clip">{move || text::middle(&name.get(), 18)}</span>
            {move || mark(badge.get())}
        </div>
    }
    .into_any()
}

fn is_selected(app: App, record: &RecordRef) -> Memo<bool> {
    let own = record.clone();
    Memo::new(move |_| app.ui.selection.with(|selected| selected.as_ref() == Some(&own)))
}

fn badge_of(app: App, record: &RecordRef) -> Memo<Badge> {
    let own = record.clone();
    Memo::new(move |_| app.checks.badges.with(|badges| badges.get(&own).copied().unwrap_or_default()))
}

fn mark(badge: Badge) -> Option<impl IntoView> {
    let (class, count) = match (badge.errors, badge.warnings) {
        (0, 0) => return None,
        (0, warnings) => ("badge warning", warnings),
        (errors, _) => ("badge error", errors),
    };
    let title = format!("{}, {}", text::count(badge.errors, "error", "errors"), text::count(badge.warnings, "warning", "warnings"));
    Some(view! { <span class=class title=title data-testid="node-badge">{count}</span> })
}

/// The findings, for a label.
fn said(badge: Badge) -> String {
    match (badge.errors, badge.warnings) {
        (0, 0) => String::new(),
        (errors, warnings) => format!(", {}, {}", text::count(errors, "error", "errors"), text::count(warnings, "warning", "warnings")),
    }
}

fn members(band: &Band) -> String {
    text::count(band.members.len(), "machine", "machines")
}

/// A record's name, and what it is in a few words.
fn words(record: &Record) -> (String, String) {
    match record {
        Record::Clouds(cloud) => (cloud.name.to_string(), of_cloud(cloud)),
        Record::Clusters(cluster) => (cluster.name.to_string(), of_cluster(cluster)),
        Record::Projects(project) => (project.name.to_string(), format!("in {}", project.cloud)),
        other => (other.name().map(ToString::to_string).unwrap_or_default(), String::new()),
    }
}

/// `TripleO · queens`.
fn of_cloud(cloud: &Cloud) -> String {
    let how = match &cloud.deployment {
        Deployment::Existing => "OpenStack",
        Deployment::Director(_) => "TripleO",
        Deployment::OpenstackAnsible(_) => "OpenStack-Ansible",
        Deployment::Kolla(_) => "kolla-ansible",
    };
    cloud.release.as_ref().map_or_else(|| how.to_owned(), |release| format!("{how} · {release}"))
}

/// `OpenShift 4.2.4 · 3 + 2`.
fn of_cluster(cluster: &Cluster) -> String {
    let what = match cluster.distribution.as_str() {
        "openshift" => "OpenShift",
        "okd" => "OKD",
        _ => "Kubernetes",
    };
    let version = cluster.version.as_ref().map(|version| format!(" {version}")).unwrap_or_default();
    let count = |pool: &labwright_shared::model::NodePool| match (pool.replicas, pool.nodes.len()) {
        (Some(replicas), 0) => replicas.to_string(),
        (None, 0) => "?".to_owned(),
        (_, listed) => listed.to_string(),
    };
    format!("{what}{version} · {} + {}", count(&cluster.control_plane), count(&cluster.workers))
}
