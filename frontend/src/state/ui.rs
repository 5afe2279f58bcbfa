//! What is shown and how: nothing of this is part of a lab.

use gloo::storage::{LocalStorage as Storage, Storage as _};
use labwright_shared::model::RecordRef;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use crate::ui::on::effect;

use crate::editor::{camera::Camera, geometry::Point, tool::Tool};

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tab {
    #[default]
    Design,
    Yaml,
    Plan,
    Run,
    Results,
    /// Not on the way: reached from a finding, or by its address.
    Rules,
}

impl Tab {
    /// The user's path, as tabs.
    pub const ALL: [Tab; 5] = [Tab::Design, Tab::Yaml, Tab::Plan, Tab::Run, Tab::Results];

    pub fn label(self) -> &'static str {
        match self {
            Tab::Design => "Design",
            Tab::Yaml => "YAML",
            Tab::Plan => "Plan",
            Tab::Run => "Run",
            Tab::Results => "Results",
            Tab::Rules => "Rules",
        }
    }

    pub fn key(self) -> &'static str {
        match self {
            Tab::Design => "design",
            Tab::Yaml => "yaml",
            Tab::Plan => "plan",
            Tab::Run => "run",
            Tab::Results => "results",
            Tab::Rules => "rules",
        }
    }
}

/// What the drawer below the canvas shows where no console is open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Lower {
    #[default]
    Findings,
    Addresses,
    Capacity,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// As the system has it.
    #[default]
    System,
    Light,
    Dark,
}

#[derive(Clone, Copy)]
pub struct Ui {
    pub tab: RwSignal<Tab>,
    pub selection: RwSignal<Option<RecordRef>>,
    /// The field that a finding led to, and a count so that the same one can be gone to twice.
    pub field: RwSignal<Option<(String, u32)>>,
    /// The node whose name is edited in place.
    pub renaming: RwSignal<Option<RecordRef>>,
    pub camera: RwSignal<Camera>,
    /// The camera that showed everything when that was last asked for; another one is somebody's own view.
    pub fitted: StoredValue<Option<Camera>>,
    /// The canvas's size on the screen.
    pub screen: RwSignal<Point>,
    pub tool: RwSignal<Tool>,
    /// Counts the wishes to see everything.
    pub fit_soon: RwSignal<u32>,
    pub theme: RwSignal<Theme>,
    pub palette_open: RwSignal<bool>,
    pub inspector_open: RwSignal<bool>,
    pub drawer_open: RwSignal<bool>,
    pub lower: RwSignal<Lower>,
    /// The rule whose page is open.
    pub rule: RwSignal<String>,
    /// Whether the list of keys is shown.
    pub help: RwSignal<bool>,
    /// Whether a record is edited as its text where it has a form too.
    pub as_text: RwSignal<bool>,
    /// Something that did not go through, told under the top bar.
    pub notice: RwSignal<Option<String>>,
}

impl Ui {
    pub fn new() -> Self {
        Ui {
            tab: RwSignal::default(),
            selection: RwSignal::new(None),
            field: RwSignal::new(None),
            renaming: RwSignal::new(None),
            camera: RwSignal::default(),
            fitted: StoredValue::new(None),
            screen: RwSignal::default(),
            tool: RwSignal::default(),
            fit_soon: RwSignal::new(0),
            theme: RwSignal::default(),
            palette_open: RwSignal::new(true),
            inspector_open: RwSignal::new(true),
            drawer_open: RwSignal::new(true),
            lower: RwSignal::default(),
            rule: RwSignal::default(),
            help: RwSignal::new(false),
            as_text: RwSignal::new(false),
            notice: RwSignal::new(None),
        }
    }

    /// Takes up how the page was left, and keeps it from now on.
    pub fn remember(self) {
        let theme = match Storage::get::<String>("theme").as_deref() {
            Ok("light") => Theme::Light,
            Ok("dark") => Theme::Dark,
            _ => Theme::System,
        };
        self.theme.set(theme);
        for (key, signal) in [("palette", self.palette_open), ("inspector", self.inspector_open), ("drawer", self.drawer_open)] {
            if let Ok(open) = Storage::get::<bool>(key) {
                signal.set(open);
            }
            Effect::new(move |_| drop(Storage::set(key, signal.get())));
        }
        effect(move || {
            let name = match self.theme.get() {
                Theme::System => "",
                Theme::Light => "light",
                Theme::Dark => "dark",
            };
            drop(Storage::set("theme", name));
            if let Some(root) = document().document_element() {
                drop(if name.is_empty() { root.remove_attribute("data-theme") } else { root.set_attribute("data-theme", name) });
            }
        });
    }

    pub fn select(&self, record: Option<RecordRef>) {
        if self.selection.with_untracked(|now| *now != record) {
            leave_field();
            self.selection.set(record);
        }
    }

    /// Goes to a field in the inspector.
    pub fn go_to_field(&self, field: Option<String>) {
        let count = self.field.with_untracked(|field| field.as_ref().map_or(0, |(_, count)| *count)) + 1;
        self.inspector_open.set(true);
        self.field.set(Some((field.unwrap_or_default(), count)));
    }
}

impl Default for Ui {
    fn default() -> Self {
        Ui::new()
    }
}

/// Takes the focus out of a field, so that what is typed there is taken in before its form goes.
fn leave_field() {
    let field = document().active_element().filter(|element| matches!(element.tag_name().as_str(), "INPUT" | "TEXTAREA" | "SELECT"));
    if let Some(field) = field.and_then(|field| field.dyn_into::<web_sys::HtmlElement>().ok()) {
        drop(field.blur());
    }
}

/// The lab and the tab that the address names, and the rest: `#lab/plan`, `#lab/rules/capacity/memory`.
pub fn address() -> (Option<String>, Option<Tab>, String) {
    let hash = window().location().hash().unwrap_or_default();
    let mut parts = hash.trim_start_matches('#').splitn(3, '/');
    let lab = parts.next().filter(|lab| !lab.is_empty()).map(str::to_owned);
    let tab = parts.next().and_then(|key| Tab::ALL.into_iter().chain([Tab::Rules]).find(|tab| tab.key() == key));
    (lab, tab, parts.next().unwrap_or_default().to_owned())
}

pub fn set_address(lab: &str, tab: Tab, rule: &str) {
    let mut hash = format!("#{lab}/{}", tab.key());
    if tab == Tab::Rules && !rule.is_empty() {
        hash = format!("{hash}/{rule}");
    }
    if let Ok(history) = window().history() {
        drop(history.replace_state_with_url(&wasm_bindgen::JsValue::NULL, "", Some(&hash)));
    }
}
