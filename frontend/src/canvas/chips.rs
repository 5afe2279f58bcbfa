//! Guests as small boxes, on their machine or beside it.

use std::sync::Arc;

use labwright_shared::model::Kind;
use leptos::prelude::*;

use crate::{
    editor::{band::MOST_ON_CARD, inside::Chip, scene::Card, text},
    state::{App, app},
};

/// Whether the canvas is seen from afar, where guests are counted and not drawn.
#[derive(Clone, Copy)]
pub struct Far(pub Memo<bool>);

/// How many tints clusters have in the style sheet: `.tint-0` and on.
const TINTS: usize = 4;

pub fn tint(cluster: Option<usize>) -> String {
    cluster.map_or_else(|| "tint-none".to_owned(), |cluster| format!("tint-{}", cluster % TINTS))
}

/// The guests on a machine.
pub fn on_card(card: Signal<Card>) -> AnyView {
    let chips = Signal::derive(move || card.with(|card| card.guests.clone()));
    view! { <Chips chips most=MOST_ON_CARD at="on-card" /> }.into_any()
}

/// The guests, and how many more there are than are drawn.
#[component]
pub fn Chips(#[prop(into)] chips: Signal<Arc<Vec<Chip>>>, most: usize, at: &'static str) -> impl IntoView {
    let app = app();
    let Far(is_far) = expect_context();
    move || {
        let chips = chips.get();
        if chips.is_empty() {
            return ().into_any();
        }
        if is_far.get() {
            return view! { <div class=format!("chips-count {at}")>{text::count(chips.len(), "guest", "guests")}</div> }.into_any();
        }
        let more = chips.len().saturating_sub(most);
        let boxes = chips.iter().take(most).map(|chip| one(app, chip, most)).collect_view();
        let rest = (more > 0).then(|| view! { <span class="chip-more">{format!("and {more} more")}</span> });
        view! { <div class=format!("guests {at}")>{boxes}{rest}</div> }.into_any()
    }
}

fn one(app: App, chip: &Chip, most: usize) -> AnyView {
    let short = chip.short.clone();
    let of = chip.of.clone();
    let own = of.clone();
    let is_selected = Memo::new(move |_| app.ui.selection.with(|selected| selected.as_ref() == Some(&own)));
    let own = of.clone();
    let is_server = of.kind == Kind::Servers;
    // A cluster's findings are told at the cluster.
    let level = Memo::new(move |_| {
        let badge = app.checks.badges.with(|badges| badges.get(&own).copied().unwrap_or_default());
        match (is_server, badge.errors, badge.warnings) {
            (false, ..) | (_, 0, 0) => "",
            (_, 0, _) => "warning",
            _ => "error",
        }
    });
    let mut title = format!("{} · {}", chip.name, chip.figures);
    if let Some(why) = &chip.why {
        title += &format!("\nHas no place: {why}.");
    } else if chip.is_temporary {
        title += "\nThere while the cluster is installed, and no longer.";
    }
    let said = title.replace('\n', ", ");
    let class = format!(
        "guest {}{}{}",
        tint(chip.cluster),
        if chip.why.is_some() { " homeless" } else { "" },
        if chip.is_temporary { " temporary" } else { "" }
    );
    let name = chip.name.clone();
    let of_cluster = (!is_server).then(|| of.to_string());
    let record = is_server.then(|| of.to_string());
    let focused = of.clone();
    view! {
        <div
            class=class
            class:selected=is_selected
            tabindex="-1"
            role="group"
            aria-label=said
            title=title
            data-record=record
            data-of=of_cluster
            data-guest=name.clone()
            on:focus=move |_| app.ui.select(Some(focused.clone()))
        >
            <span class="clip">{text::middle(&short, if most == MOST_ON_CARD { 13 } else { 16 })}</span>
            {move || (!level.get().is_empty()).then(|| view! { <i class=format!("mark {}", level.get()) data-testid="node-badge"></i> })}
        </div>
    }
    .into_any()
}
