//! A machine.

use labwright_shared::model::Kind;
use leptos::prelude::*;

use crate::ui::on::click;
use serde_json::{Value, json};

use super::{
    NameField,
    boot::BootFields,
    disks::Disks,
    fields::{CheckField, ChoiceField, Reads, Section, TextField, names},
    form::Form,
    ports::Ports,
    power::Power,
};

pub const ROLES: [(&str, &str); 9] = [
    ("director", "director"),
    ("controller", "controller"),
    ("compute", "compute"),
    ("ceph", "ceph"),
    ("bastion", "bastion"),
    ("bootstrap", "bootstrap"),
    ("control-plane", "control plane"),
    ("worker", "worker"),
    ("blank", "blank"),
];

pub const CPU_MODES: [(&str, &str); 5] = [
    ("auto", "auto"),
    ("host-passthrough", "host passthrough"),
    ("host-model", "host model"),
    ("maximum", "maximum"),
    ("custom", "a named model"),
];

pub const UP_SIGNALS: [(&str, &str); 4] =
    [("running", "it runs"), ("lease", "it has a DHCP lease"), ("agent", "the guest agent answers"), ("serial", "a text on its console")];

pub fn fields(form: Form) -> AnyView {
    let cpu = form.text("cpu.mode");
    view! {
        <Power form />
        <NameField form />
        <ChoiceField form label="Role" path="role" default="blank" options=ROLES.to_vec() />
        <TextField form label="vCPUs" path="vcpus" reads=Reads::Count />
        <TextField form label="Memory" path="memory" hint="A number and a unit, such as 512 MiB or 16 GiB" />
        <ChoiceField form label="CPU" path="cpu.mode" default="auto" options=CPU_MODES.to_vec() hint="Guests inside the machine want host passthrough" />
        {move || (cpu.get() == "custom").then(|| view! { <TextField form label="CPU model" path="cpu.model" placeholder="Skylake-Server" /> })}
        <ChoiceField form label="Firmware" path="firmware" default="bios" options=vec![("bios", "BIOS"), ("uefi", "UEFI")] />
        <Section title="Disks"><Disks form /></Section>
        <Section title="Ports"><Ports form /></Section>
        <Section title="Boot"><BootFields form at="boot" /></Section>
        <CloudInit form />
        <Section title="Start and order">
            <CheckField form label="Start when the lab is applied" path="started" default=true hint="Off for a machine that a director powers on" />
            <CheckField form label="Start with the host" path="autostart" />
            <After form />
        </Section>
        <Section title="Counts as up when">
            <UpFields form at="up" />
        </Section>
        <TextField form label="Description" path="description" reads=Reads::Block placeholder="What the machine is for" />
    }
    .into_any()
}

/// When a machine counts as up; `at` is the path of the part.
#[component]
pub fn UpFields(form: Form, #[prop(into)] at: String) -> impl IntoView {
    let signal = form.text(&format!("{at}.signal"));
    let marker = format!("{at}.marker");
    view! {
        <ChoiceField form label="Signal" path=format!("{at}.signal") default="running" options=UP_SIGNALS.to_vec() />
        {move || (signal.get() == "serial").then(|| view! { <TextField form label="Text" path=marker.clone() placeholder="LAB-READY" hint="The text on the serial console that says so" /> })}
        <TextField form label="Within (s)" path=format!("{at}.timeoutSecs") reads=Reads::Count placeholder="600" />
    }
}

/// Machines that must be up before.
#[component]
fn After(form: Form) -> impl IntoView {
    form.shows("after");
    let after = form.value("after");
    let own = form.text("name");
    let machines = names(form, Kind::Machines);
    let chosen = Memo::new(move |_| {
        after
            .get()
            .as_array()
            .map(|items| items.iter().filter_map(Value::as_str).map(str::to_owned).collect::<Vec<_>>())
            .unwrap_or_default()
    });
    let set = move |names: Vec<String>| drop(form.set("after", if names.is_empty() { Value::Null } else { json!(names) }));
    let others = move || {
        let chosen = chosen.get();
        machines
            .get()
            .into_iter()
            .filter(|name| *name != own.get() && !chosen.contains(name))
            .map(|name| view! { <option value=name.clone()>{name.clone()}</option> })
            .collect_view()
    };
    view! {
        <label class="field">
            <span class="label">"After"</span>
            <select data-field="after" on:change=move |event| {
                let name = event_target_value(&event);
                if !name.is_empty() {
                    set(chosen.get_untracked().into_iter().chain([name]).collect());
                }
            }>
                <option value="" selected=true>"add a machine…"</option>
                {others}
            </select>
        </label>
        <div class="chips">
            {move || chosen.get().into_iter().map(|name| {
                let label = format!("Don't wait for {name}");
                let gone = name.clone();
                view! { <span class="chip">{name}<button class="icon-btn" aria-label=label.clone() title=label on:click=click(move || set(chosen.get_untracked().into_iter().filter(|other| *other != gone).collect()))>{crate::ui::icon::close()}</button></span> }
            }).collect_view()}
        </div>
    }
}

#[component]
fn CloudInit(form: Form) -> impl IntoView {
    form.shows("cloudInit");
    let seed = form.value("cloudInit");
    let is_on = Memo::new(move |_| !seed.get().is_null());
    let switch = move |on: bool| drop(form.set("cloudInit", if on { json!({}) } else { Value::Null }));
    view! {
        <Section title="cloud-init" closed=!is_on.get_untracked()>
            <label class="field check">
                <span class="label"></span>
                <span class="check-box">
                    <input type="checkbox" data-field="cloudInit" prop:checked=is_on on:change=move |event| switch(event_target_checked(&event)) />
                    "Give the machine a seed medium"
                </span>
            </label>
            {move || is_on.get().then(|| view! {
                <TextField form label="Host name" path="cloudInit.hostname" placeholder="the machine's name" />
                <TextField form label="SSH keys" path="cloudInit.sshKeys" reads=Reads::Lines placeholder="one public key a line" />
                <TextField form label="Password" path="cloudInit.password" placeholder="secret:NAME" hint="By reference; the value is stored with: labwright secret set NAME" />
                <TextField form label="User data" path="cloudInit.userData" reads=Reads::Block placeholder="made from the fields above" />
                <TextField form label="Network configuration" path="cloudInit.networkConfig" reads=Reads::Block placeholder="made from the ports" />
            })}
        </Section>
    }
}
