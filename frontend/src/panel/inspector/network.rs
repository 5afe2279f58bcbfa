//! A network.

use labwright_shared::value::Cidr;
use leptos::prelude::*;

use crate::ui::on::click;
use serde_json::{Value, json};

use crate::editor::defaults;

use super::{
    NameField,
    fields::{CheckField, ChoiceField, Reads, Section, TextField},
    form::Form,
    referring,
};

pub fn fields(form: Form) -> AnyView {
    let mode = form.text("mode");
    let existing = form.value("existing");
    let is_bridge = Memo::new(move |_| mode.get() == "bridge");
    let is_existing = Memo::new(move |_| existing.get().as_bool().unwrap_or(false));
    view! {
        <NameField form />
        <ChoiceField form label="Mode" path="mode" options=vec![("nat", "NAT"), ("isolated", "isolated"), ("routed", "routed"), ("bridge", "bridge of the host")] />
        <CheckField form label="The host already has this network" path="existing" hint="It is not the lab's; a change to it needs its own consent" />
        <TextField form label="Bridge" path="bridge" placeholder="made by libvirt" hint="The host's own in mode bridge; otherwise the name of the one that libvirt makes" />
        {move || (!is_bridge.get()).then(|| view! {
            <TextField form label="Address" path="ip" placeholder="10.0.0.1/24" hint="The host's address on the network, with its prefix length" />
            <TextField form label="IPv6" path="ip6" placeholder="none" hint="The host's IPv6 address on the network" />
            <DhcpFields form is_existing />
        })}
        <TextField form label="MTU" path="mtu" reads=Reads::Count placeholder="1500" />
        <TextField form label="Description" path="description" placeholder="What the network is for" />
        {move || (!is_existing.get()).then(|| view! { <CheckField form label="Start with the host" path="autostart" default=true /> })}
        {move || (!is_bridge.get()).then(|| view! { <DnsFields form /> })}
        <Attached form />
    }
    .into_any()
}

/// A range, none, or not said: three different things.
#[component]
fn DhcpFields(form: Form, is_existing: Memo<bool>) -> impl IntoView {
    form.shows("dhcp");
    let dhcp = form.value("dhcp");
    let state = Memo::new(move |_| match dhcp.get() {
        Value::Null => "",
        Value::String(_) => "none",
        _ => "range",
    });
    let ip = form.text("ip");
    let error = RwSignal::new(None::<String>);
    let choose = move |choice: String| {
        let value = match choice.as_str() {
            "range" => {
                let range = ip.get_untracked().parse::<Cidr>().ok().and_then(defaults::lease_range);
                range.map_or_else(
                    || json!({ "start": "10.0.0.100", "end": "10.0.0.200" }),
                    |range| json!({ "start": range.start.to_string(), "end": range.end.to_string() }),
                )
            }
            "none" => json!("none"),
            _ => Value::Null,
        };
        error.set(form.set("dhcp", value).err());
    };
    let unsaid = move || if is_existing.get() { "as the host has it" } else { "none (not said)" };
    let findings = form.at_field("dhcp");
    view! {
        <label class="field">
            <span class="label">"DHCP"</span>
            <select data-field="dhcp" prop:value=move || state.get() on:change=move |event| choose(event_target_value(&event))>
                <option value="" selected=move || state.get().is_empty()>{unsaid}</option>
                <option value="range" selected=move || state.get() == "range">"leases from a range"</option>
                <option value="none" selected=move || state.get() == "none">"none"</option>
            </select>
        </label>
        {move || error.get().map(|message| view! { <p class="field-error" role="alert">{message}</p> })}
        {move || findings.get().into_iter().map(|diagnostic| view! { <crate::panel::fix::FindingNote diagnostic /> }).collect_view()}
        {move || (state.get() == "range").then(|| view! {
            <TextField form label="First lease" path="dhcp.start" />
            <TextField form label="Last lease" path="dhcp.end" />
        })}
    }
}

#[component]
fn DnsFields(form: Form) -> impl IntoView {
    let dns = form.value("dns");
    let is_on = Memo::new(move |_| dns.get().get("enabled").and_then(Value::as_bool).unwrap_or(true));
    view! {
        <Section title="DNS" closed=true>
            <CheckField form label="libvirt answers DNS" path="dns.enabled" default=true />
            {move || is_on.get().then(|| view! {
                <TextField form label="Domain" path="dns.domain" placeholder="none" hint="The domain that machines' names stand in" />
                <TextField form label="Forwarders" path="dns.forwarders" reads=Reads::Lines placeholder="the host's own; one address a line" />
            })}
        </Section>
    }
}

/// The ports on the network, to go to.
#[component]
fn Attached(form: Form) -> impl IntoView {
    let referring = referring(form);
    let app = form.app;
    view! {
        <Section title="Ports on it">
            {move || {
                let found = referring.get();
                if found.is_empty() { return view! { <p class="soft pad">"None yet: drag from a machine's lower edge onto the rail, or choose this network at a port."</p> }.into_any(); }
                let rows = found.into_iter().map(|reference| {
                    let words = reference.say();
                    let record = reference.record.clone();
                    view! { <li><button class="link" on:click=click(move || app.ui.select(Some(record.clone())))>{words}</button></li> }
                }).collect_view();
                view! { <ul class="outline">{rows}</ul> }.into_any()
            }}
        </Section>
    }
}
