//! The host's name and meters: always in sight.

use labwright_shared::{
    capacity::Meter,
    model::{Kind, Record, RecordRef},
};
use leptos::prelude::*;

use crate::ui::on::click;

use crate::state::app;

#[component]
pub fn HostHeader() -> impl IntoView {
    let app = app();
    let record = app.doc.record(&RecordRef::host());
    let name = Memo::new(move |_| match record.as_ref().map(|record| record.get()) {
        Some(Record::Host(host)) => host.name.to_string(),
        _ => String::new(),
    });
    let is_selected = move || app.ui.selection.with(|selected| selected.as_ref().is_some_and(|record| record.kind == Kind::Host));
    let badge = Memo::new(move |_| app.checks.badges.with(|badges| badges.get(&RecordRef::host()).copied().unwrap_or_default()));
    view! {
        <header class="host-header">
            <button
                class="host-name"
                class:selected=is_selected
                data-testid="host-header"
                data-record="host"
                title="The host: reserve and overcommit"
                on:click=click(move || app.ui.select(Some(RecordRef::host())))
            >
                <span class="layer">"L0"</span>
                <b>{name}</b>
                {move || (badge.get().errors + badge.get().warnings > 0).then(|| {
                    let badge = badge.get();
                    let class = if badge.errors > 0 { "badge inline error" } else { "badge inline warning" };
                    view! { <span class=class>{badge.errors.max(badge.warnings)}</span> }
                })}
            </button>
            <div class="meters" data-testid="meters">
                {app.desk.view_later(|desk| (desk.meters)())}
            </div>
        </header>
    }
}

/// What the lab asks for and the host has.
pub fn meters() -> AnyView {
    let app = app();
    (move || app.checks.meters.get().into_iter().map(|meter| view! { <MeterView meter /> }).collect_view()).into_any()
}

#[component]
fn MeterView(meter: Meter) -> impl IntoView {
    let app = app();
    let level = if meter.is_over() {
        "over"
    } else if meter.is_overcommitted() {
        "overcommitted"
    } else {
        "fine"
    };
    let used = meter.asked + meter.others;
    let ratio = meter.ratio();
    let figures = match meter.there {
        Some(there) => format!("{} / {}", short(&meter, used, there), meter.show(there)),
        None => format!("{} / ?", meter.show(used)),
    };
    let times = ratio.filter(|ratio| *ratio > 1.005).map(|ratio| format!("{ratio:.1}×"));
    let title = explain(&meter);
    let value = ratio.unwrap_or(0.0).min(1.0) * 100.0;
    let name = meter.label.clone();
    let is_pool = !matches!(name.as_str(), "vCPU" | "Memory");
    let go = move |_| {
        let record = if is_pool {
            app.doc.lab(|lab| lab.pools.get(&name).map(|pool| RecordRef::new(Kind::Pools, labwright_shared::model::Keyed::id(pool))))
        } else {
            Some(RecordRef::host())
        };
        app.ui.select(record);
    };
    view! {
        <button class=format!("meter {level}") class:unknown=meter.there.is_none() title=title data-meter=meter.label.clone() on:click=go>
            <span class="meter-label">{meter.label.clone()}</span>
            <span class="meter-figures">{figures}</span>
            <span class="meter-under">
                <span class="bar" aria-hidden="true"><b style:width=format!("{value:.1}%")></b></span>
                {times.map(|times| view! { <span class="meter-times">{times}</span> })}
            </span>
        </button>
    }
}

/// The first figure without its unit where the second has the same.
fn short(meter: &Meter, used: u64, there: u64) -> String {
    let (used, there) = (meter.show(used), meter.show(there));
    let unit = |text: &str| text.split_once(' ').map(|(_, unit)| unit.to_owned());
    match unit(&used) {
        Some(of_used) if Some(&of_used) == unit(&there).as_ref() => used.split(' ').next().unwrap_or_default().to_owned(),
        _ => used,
    }
}

fn explain(meter: &Meter) -> String {
    let mut text = format!("{}: this lab asks for {}", meter.label, meter.show(meter.asked));
    if meter.others > 0 {
        text += &format!(", others hold {}", meter.show(meter.others));
    }
    match (meter.there, meter.limit) {
        (Some(there), Some(limit)) => {
            text += &format!(". The host has {}; with the overcommit set here {} may be asked for.", meter.show(there), meter.show(limit))
        }
        _ => text += ". What the host has is not known.",
    }
    text
}
