//! A network as a rail.

use labwright_shared::{
    model::{Dhcp, Kind, Network, NetworkMode, Record, RecordRef},
    value::Name,
};
use leptos::prelude::*;

use crate::{
    editor::{scene::Rail, text, tool::Tool},
    state::app,
};

use super::rename;

pub fn mode_name(mode: NetworkMode) -> &'static str {
    match mode {
        NetworkMode::Nat => "NAT",
        NetworkMode::Isolated => "isolated",
        NetworkMode::Routed => "routed",
        NetworkMode::Bridge => "bridge",
        NetworkMode::OpenVswitch => "Open vSwitch",
    }
}

#[component]
pub fn RailView(id: Name) -> impl IntoView {
    let app = app();
    let record = RecordRef::new(Kind::Networks, &id);
    let (Some(signal), Some(rail)) = (app.doc.record(&record), app.doc.rail(&id)) else { return ().into_any() };
    let network = Memo::new(move |_| match signal.get() {
        Record::Networks(network) => Some(network),
        _ => None,
    });
    let show = move |say: fn(&Network) -> String| Memo::new(move |_| network.with(|network| network.as_ref().map(say).unwrap_or_default()));
    let name = show(|network| network.name.to_string());
    let details = show(details);
    let rail: Signal<Rail> = rail.into();
    let own = record.clone();
    let is_selected = Memo::new(move |_| app.ui.selection.with(|selected| selected.as_ref() == Some(&own)));
    let own = record.clone();
    let is_renaming = Memo::new(move |_| app.ui.renaming.with(|renaming| renaming.as_ref() == Some(&own)));
    let own = record.clone();
    let badge = Memo::new(move |_| app.checks.badges.with(|badges| badges.get(&own).copied().unwrap_or_default()));
    let target = id.clone();
    let is_target =
        Memo::new(move |_| app.ui.tool.with(|tool| matches!(tool, Tool::Connecting { onto: Some(onto), .. } if *onto == target)));
    let focused = record.clone();
    let renamed = record.clone();
    let attribute = record.to_string();
    view! {
        <div
            class=move || format!("rail hue-{}", rail.with(|rail| rail.hue))
            class:selected=is_selected
            class:target=is_target
            style:width=move || format!("{}px", rail.with(|rail| rail.rect.width))
            style:transform=move || rail.with(|rail| format!("translate({}px, {}px)", rail.rect.x, rail.rect.y))
            tabindex="-1"
            role="group"
            aria-label=move || format!("Network {}, {}", name.get(), details.get())
            data-record=attribute
            data-name=name
            on:focus=move |_| app.ui.select(Some(focused.clone()))
            on:dblclick=move |_| app.ui.renaming.set(Some(renamed.clone()))
        >
            {move || if is_renaming.get() {
                rename::field(app, record.clone(), name.get_untracked())
            } else {
                view! { <b class="name" title=name>{move || text::middle(&name.get(), 26)}</b> }.into_any()
            }}
            <span class="rail-details" title=details>{details}</span>
            {move || (badge.get().errors + badge.get().warnings > 0).then(|| {
                let badge = badge.get();
                let class = if badge.errors > 0 { "badge error" } else { "badge warning" };
                let count = if badge.errors > 0 { badge.errors } else { badge.warnings };
                view! { <span class=class data-testid="node-badge">{count}</span> }
            })}
        </div>
    }
    .into_any()
}

/// `isolated · 172.16.0.0/24 · DHCP .100 to .200 · MTU 9000`.
fn details(network: &Network) -> String {
    let mut parts = vec![mode_name(network.mode).to_owned()];
    if network.existing {
        parts.push("the host's own".to_owned());
    }
    if matches!(network.mode, NetworkMode::Bridge | NetworkMode::OpenVswitch) {
        parts.extend(network.bridge.as_ref().map(|bridge| format!("on {bridge}")));
    }
    parts.extend(network.ip.map(|ip| ip.subnet().to_string()));
    parts.extend(network.ip6.map(|ip| ip.subnet().to_string()));
    match &network.dhcp {
        Some(Dhcp::Range(range)) => parts.push(format!("DHCP {} to {}", range.start, last_part(&range.end.to_string()))),
        Some(Dhcp::None) => parts.push("no DHCP".to_owned()),
        None if network.existing || matches!(network.mode, NetworkMode::Bridge | NetworkMode::OpenVswitch) => {}
        None => parts.push("no DHCP".to_owned()),
    }
    parts.extend(network.mtu.map(|mtu| format!("MTU {mtu}")));
    parts.join(" · ")
}

fn last_part(address: &str) -> String {
    address.rfind('.').map_or_else(|| address.to_owned(), |dot| address[dot..].to_owned())
}
