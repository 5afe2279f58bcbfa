//! A machine as a card.

use labwright_shared::{
    facts::DomainState,
    model::{Kind, Machine, Record, RecordRef},
    value::{Name, Size},
};
use leptos::prelude::*;

use crate::{
    editor::{scene::Card, text},
    state::{app, runs::MachinePhase},
    ui::icon,
};

use super::rename;

/// A state as class and word, for dot and label.
pub fn state_words(live: Option<DomainState>, phase: Option<MachinePhase>) -> (&'static str, &'static str) {
    match (phase, live) {
        (Some(MachinePhase::Working), _) => ("working", "being worked on"),
        (Some(MachinePhase::Failed), _) => ("failed", "failed"),
        (Some(MachinePhase::Waiting), _) => ("waiting", "waiting for its turn"),
        (_, Some(DomainState::Running)) => ("running", "running"),
        (_, Some(DomainState::Paused | DomainState::Suspended)) => ("paused", "paused"),
        (_, Some(DomainState::ShuttingDown)) => ("working", "shutting down"),
        (_, Some(DomainState::Crashed)) => ("failed", "crashed"),
        (_, Some(DomainState::Off)) => ("off", "off"),
        (Some(MachinePhase::Done), _) => ("running", "done"),
        (_, Some(DomainState::Unknown)) => ("absent", "state unknown"),
        (None, None) => ("absent", "not built"),
    }
}

#[component]
pub fn CardView(id: Name) -> impl IntoView {
    let app = app();
    let record = RecordRef::new(Kind::Machines, &id);
    let (Some(signal), Some(card)) = (app.doc.record(&record), app.doc.card(&id)) else { return ().into_any() };
    let machine = Memo::new(move |_| match signal.get() {
        Record::Machines(machine) => Some(machine),
        _ => None,
    });
    let show = move |say: fn(&Machine) -> String| Memo::new(move |_| machine.with(|machine| machine.as_ref().map(say).unwrap_or_default()));
    let name = show(|machine| machine.name.to_string());
    let figures = show(|machine| format!("{} vCPU · {}", machine.vcpus, machine.memory.human()));
    let disks = show(disk_line);
    let role = Memo::new(move |_| machine.with(|machine| machine.as_ref().map(|machine| machine.role).unwrap_or_default()));

    let card: Signal<Card> = card.into();
    let own = record.clone();
    let is_selected = Memo::new(move |_| app.ui.selection.with(|selected| selected.as_ref() == Some(&own)));
    let own = record.clone();
    let badge = Memo::new(move |_| app.checks.badges.with(|badges| badges.get(&own).copied().unwrap_or_default()));
    let key = record.to_string();
    let run_phase = Memo::new(move |_| if app.runs.is_running() { app.runs.machines().get(&key).copied() } else { None });
    let live = Memo::new(move |_| app.live.machine(&name.get()));
    let state = Memo::new(move |_| state_words(live.get(), run_phase.get()));
    let own = record.clone();
    let is_renaming = Memo::new(move |_| app.ui.renaming.with(|renaming| renaming.as_ref() == Some(&own)));

    let label = move || {
        let badge = badge.get();
        let findings = match (badge.errors, badge.warnings) {
            (0, 0) => String::new(),
            (errors, warnings) => format!(", {}, {}", text::count(errors, "error", "errors"), text::count(warnings, "warning", "warnings")),
        };
        format!("Machine {}, {}, {}, {}{findings}", name.get(), role.get(), figures.get(), state.get().1)
    };
    let height = move || format!("{}px", card.with(|card| card.rect.height));
    let width = move || format!("{}px", card.with(|card| card.rect.width));
    let transform = move || card.with(|card| format!("translate({}px, {}px)", card.rect.x, card.rect.y));
    let focused = record.clone();
    let renamed = record.clone();
    let attribute = record.to_string();
    let handle = record.to_string();
    let ports_of = record.to_string();
    view! {
        <div
            class="card"
            class:selected=is_selected
            class:over=move || badge.get().errors != 0
            class:lit=move || run_phase.get() == Some(MachinePhase::Working)
            class:node=move || card.with(|card| card.is_node)
            style:width=width
            style:height=height
            style:transform=transform
            tabindex="-1"
            role="group"
            aria-label=label
            data-record=attribute
            data-name=name
            data-state=move || state.get().0
            on:focus=move |_| app.ui.select(Some(focused.clone()))
            on:dblclick=move |_| app.ui.renaming.set(Some(renamed.clone()))
        >
            <div class="card-head">
                <span class=move || format!("dot state-{}", state.get().0) title=move || state.get().1></span>
                {move || if is_renaming.get() {
                    rename::field(app, record.clone(), name.get_untracked())
                } else {
                    view! { <span class="name" title=name>{move || text::middle(&name.get(), 19)}</span> }.into_any()
                }}
                <span class="role" title=move || format!("Role: {}", role.get())>{move || icon::role(role.get())}</span>
            </div>
            <div class="card-line">{figures}</div>
            <div class="card-line faint">{disks}</div>
            {move || (badge.get().errors + badge.get().warnings > 0).then(|| {
                let badge = badge.get();
                let class = if badge.errors > 0 { "badge error" } else { "badge warning" };
                let count = if badge.errors > 0 { badge.errors } else { badge.warnings };
                let title = format!("{}, {}", text::count(badge.errors, "error", "errors"), text::count(badge.warnings, "warning", "warnings"));
                view! { <span class=class title=title data-testid="node-badge">{count}</span> }
            })}
            {app.desk.view_later(move |desk| (desk.guests)(card))}
            <Ports record=ports_of card name />
            <button
                class="handle add-port"
                tabindex="-1"
                data-testid="add-port"
                data-add-port=handle
                style:left=move || format!("{}px", crate::editor::scene::port_x(card.with(|card| card.ports.len())))
                aria-label=move || format!("New port of {}: drag onto a network", name.get())
                title="Drag onto a network to connect"
            ></button>
        </div>
    }
    .into_any()
}

/// The ports as dots on the card's edge, in the hue of their network.
#[component]
fn Ports(record: String, #[prop(into)] card: Signal<Card>, name: Memo<String>) -> impl IntoView {
    let ports = Memo::new(move |_| card.with(|card| card.ports.clone()));
    move || {
        let of = record.clone();
        let dots = ports.get().into_iter().map(move |port| {
            let hue = port.hue.map_or("none".to_owned(), |hue| hue.to_string());
            let title = format!("{}{}", port.name, if port.rail.is_some() { "" } else { ": on no network; drag onto one" });
            view! {
                <button
                    class=format!("handle port hue-{hue}")
                    class:up=port.up
                    tabindex="-1"
                    style:left=format!("{}px", port.x)
                    data-port=format!("{of}/{}", port.name)
                    data-connected=port.rail.is_some().to_string()
                    aria-label=format!("Port {} of {}", port.name, name.get_untracked())
                    title=title
                ></button>
            }
        });
        dots.collect_view()
    }
}

/// `100 GiB · sas`, `40 GiB + 3 × 50 GiB · ssd`, or what it boots from instead.
fn disk_line(machine: &Machine) -> String {
    if machine.disks.is_empty() {
        return match &machine.boot {
            labwright_shared::model::Boot::Kernel(_) => "boots a kernel".to_owned(),
            labwright_shared::model::Boot::Iso(_) => "boots an ISO image".to_owned(),
            labwright_shared::model::Boot::Pxe(_) => "boots over the network".to_owned(),
            labwright_shared::model::Boot::Disk => "no disk".to_owned(),
        };
    }
    let mut groups: Vec<(Option<Size>, usize)> = Vec::new();
    for disk in &machine.disks {
        match groups.iter_mut().find(|(size, _)| *size == disk.size) {
            Some((_, count)) => *count += 1,
            None => groups.push((disk.size, 1)),
        }
    }
    let say = |(size, count): &(Option<Size>, usize)| {
        let size = size.map_or_else(|| "image size".to_owned(), Size::human);
        if *count == 1 { size } else { format!("{count} × {size}") }
    };
    let mut pools: Vec<&str> = machine.disks.iter().map(|disk| disk.pool.as_str()).collect();
    pools.dedup();
    let line = format!("{} · {}", groups.iter().map(say).collect::<Vec<_>>().join(" + "), pools.join(", "));
    text::middle(&line, 27)
}
