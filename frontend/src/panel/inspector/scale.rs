//! A scale: the same lab for a smaller host.

use labwright_shared::{
    document::Command,
    model::{Kind, MachineScale, Record, RecordRef, Scale},
};
use leptos::prelude::*;

use crate::ui::each::each;

use crate::ui::on::click;
use serde_json::{Value, json};

use crate::{canvas::gesture, editor::free, state::App, ui::icon};

use super::{
    boot::BootFields,
    fields::{Reads, Section, TextField, names},
    form::Form,
    machine::{CPU_MODES, UpFields},
    stand_ins::StandIns,
};

/// Adds a scale that makes every machine small.
pub fn add(app: App) {
    let name = app.doc.lab(|lab| free::name(lab, Kind::Scales, "small"));
    let every =
        MachineScale { vcpus: Some(1), memory: "512 MiB".parse().ok(), disk_size: "10 GiB".parse().ok(), ..MachineScale::default() };
    let scale = Scale {
        name,
        description: None,
        images: Vec::new(),
        pool_root: None,
        every_machine: Some(every),
        machines_only: false,
        machines: Vec::new(),
    };
    let record = Record::Scales(scale);
    let reference: RecordRef = record.reference();
    gesture::run(app, &Command::Add { record: Box::new(record), index: None });
    app.ui.select(Some(reference));
}

pub fn fields(form: Form) -> AnyView {
    view! {
        <FixedName form />
        <TextField form label="Description" path="description" reads=Reads::Block placeholder="What the scale is for" />
        <TextField form label="Pool folders" path="poolRoot" placeholder="as in the lab" hint="Each pool gets a folder of its own below this one" />
        <Section title="Stand-in images"><StandIns form /></Section>
        <Section title="Every machine"><MachineScaleFields form at="everyMachine" /></Section>
        <Section title="Single machines"><SingleMachines form /></Section>
    }
    .into_any()
}

/// A scale goes by its name in plans; it is made anew under another one.
#[component]
fn FixedName(form: Form) -> impl IntoView {
    let name = form.text("name");
    view! { <div class="field"><span class="label">"Name"</span><span class="fixed">{name}</span></div> }
}

/// What a machine becomes. What is empty stays as the lab has it.
#[component]
fn MachineScaleFields(form: Form, #[prop(into)] at: String) -> impl IntoView {
    let field = |name: &str| format!("{at}.{name}");
    let started = form.value(&field("started"));
    let started_path = field("started");
    let cpu = form.text(&field("cpu.mode"));
    let cpu_path = field("cpu");
    let up = form.value(&field("up"));
    let (up_path, up_at) = (field("up"), field("up"));
    let cpu_options: Vec<(&'static str, &'static str)> = [("", "as in the lab")].into_iter().chain(CPU_MODES).collect();
    view! {
        <TextField form label="vCPUs" path=field("vcpus") reads=Reads::Count placeholder="as in the lab" />
        <TextField form label="Memory" path=field("memory") placeholder="as in the lab" />
        <TextField form label="Largest disk" path=field("diskSize") placeholder="as in the lab" />
        <label class="field">
            <span class="label">"CPU"</span>
            <select data-field=cpu_path.clone() on:change=move |event| {
                let mode = event_target_value(&event);
                drop(form.set(&cpu_path, if mode.is_empty() { Value::Null } else { json!({ "mode": mode }) }));
            }>
                {cpu_options.into_iter().map(move |(key, words)| view! { <option value=key selected=move || cpu.get() == key>{words}</option> }).collect_view()}
            </select>
        </label>
        <BootFields form at=field("boot") absent="as in the lab" />
        <label class="field">
            <span class="label">"Started"</span>
            <select data-field=started_path.clone() on:change=move |event| {
                let value = match event_target_value(&event).as_str() { "yes" => json!(true), "no" => json!(false), _ => Value::Null };
                drop(form.set(&started_path, value));
            }>
                <option value="" selected=move || started.get().is_null()>"as in the lab"</option>
                <option value="yes" selected=move || started.get() == json!(true)>"when applied"</option>
                <option value="no" selected=move || started.get() == json!(false)>"no"</option>
            </select>
        </label>
        <label class="field check">
            <span class="label"></span>
            <span class="check-box">
                <input type="checkbox" data-field=up_path.clone() prop:checked=move || !up.get().is_null() on:change=move |event| {
                    drop(form.set(&up_path, if event_target_checked(&event) { json!({ "signal": "running" }) } else { Value::Null }));
                } />
                "Counts as up by another signal"
            </span>
        </label>
        {move || (!up.get().is_null()).then(|| view! { <UpFields form at=up_at.clone() /> })}
    }
}

#[component]
fn SingleMachines(form: Form) -> impl IntoView {
    let items = form.items("machines");
    let machines = names(form, Kind::Machines);
    let add = move |name: String| drop(form.append("machines", json!({ "machine": name, "becomes": {} })));
    let others = move || {
        let chosen = items.get();
        machines
            .get()
            .into_iter()
            .filter(|name| !chosen.contains(name))
            .map(|name| view! { <option value=name.clone()>{name.clone()}</option> })
            .collect_view()
    };
    view! {
        {each(move || items.get(), move |machine: String| view! {
            <div class="item">
                <div class="item-head">
                    <b>{machine.clone()}</b>
                    {
                        let gone = format!("machines[{machine}]");
                        view! { <button class="icon-btn" title="As every machine" aria-label="As every machine" on:click=click(move || form.drop_item(&gone))>{icon::close()}</button> }
                    }
                </div>
                <MachineScaleFields form at=format!("machines[{machine}].becomes") />
            </div>
        })}
        <label class="field">
            <span class="label">"Add"</span>
            <select on:change=move |event| { let name = event_target_value(&event); if !name.is_empty() { add(name) } }>
                <option value="" selected=true>"a machine of its own…"</option>
                {others}
            </select>
        </label>
    }
}
