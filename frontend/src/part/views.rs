//! The views beside the canvas's, what opens on a press, and labs made and gone. Loaded when the desk is there.

use std::pin::Pin;

use labwright_shared::{api::LabDocument, plan::Purpose, value::Name};
use leptos::{
    html,
    prelude::*,
    wasm_split::{SplitLoaderError, wasm_split},
};

use crate::{
    page::{plan, power, results, rules::RulesPage, run, yaml},
    panel::{
        addresses::Addresses,
        capacity::Capacity,
        console::{ConsoleView, ConsoleViewProps},
        inspector::{form::Form, record},
        shortcuts::Shortcuts,
    },
    state::{
        App,
        host::HostState,
        labs, live,
        planning::{self, Planning},
        runs,
    },
    ui::{host_pill, lab_menu, notices},
};

use super::Part;

pub struct Views {
    pub rules: fn() -> AnyView,
    pub shortcuts: fn() -> AnyView,
    pub addresses: fn() -> AnyView,
    pub capacity: fn() -> AnyView,
    /// The form of a record, made from its schema.
    pub record: fn(Form) -> AnyView,
    pub yaml: fn() -> AnyView,
    pub plan: fn() -> AnyView,
    pub run: fn() -> AnyView,
    pub results: fn() -> AnyView,
    pub power: fn() -> AnyView,
    pub console: fn(String) -> AnyView,
    pub lab_menu: fn(RwSignal<bool>, NodeRef<html::Input>) -> AnyView,
    pub host_details: fn(&HostState) -> AnyView,
    pub conflict: fn(App, &LabDocument) -> AnyView,
    pub create_empty: fn(App),
    pub create_from_template: fn(App, String),
    pub create_from_text: fn(App, &str),
    pub ask: fn(Planning, App, Purpose, Vec<Name>),
    pub is_plan_outdated: fn(App) -> bool,
    pub load_runs: fn(App),
    pub look_live: fn(App) -> Pin<Box<dyn Future<Output = ()>>>,
}

static VIEWS: Views = Views {
    rules: || RulesPage().into_any(),
    shortcuts: || Shortcuts().into_any(),
    addresses: || Addresses().into_any(),
    capacity: || Capacity().into_any(),
    record: record::fields,
    yaml: || yaml::Yaml().into_any(),
    plan: || plan::PlanPage().into_any(),
    run: || run::RunPage().into_any(),
    results: || results::Results().into_any(),
    power: || power::PowerStrip().into_any(),
    console: |machine| ConsoleView(ConsoleViewProps { machine }).into_any(),
    lab_menu: lab_menu::menu,
    host_details: host_pill::details,
    conflict: notices::conflict,
    create_empty: labs::create_empty,
    create_from_template: labs::create_from_template,
    create_from_text: labs::create_from_text,
    ask: Planning::ask_now,
    is_plan_outdated: planning::is_outdated,
    load_runs: runs::load_list_now,
    look_live: |app| Box::pin(live::look_now(app)),
};

#[wasm_split(views, wasm_split_path = leptos::wasm_split, fallible)]
fn load() -> Result<&'static Views, SplitLoaderError> {
    Ok(&VIEWS)
}

pub fn part() -> Part<Views> {
    Part::new(|| Box::pin(load()))
}
