//! What the page knows. One writer per part; views read signals and never change them by themselves.

pub mod api;
pub mod checker;
pub mod checks;
pub mod consoles;
pub mod doc;
pub mod guests;
pub mod host;
pub mod labs;
pub mod live;
pub mod plan_view;
pub mod planning;
pub mod runs;
pub mod save;
pub mod server;
pub mod told;
pub mod ui;
pub mod yaml;

use leptos::prelude::*;

use crate::part::{self, Part, desk::Desk, reader::Reader, views::Views};

/// Everything, to hand around.
#[derive(Clone, Copy)]
pub struct App {
    pub doc: doc::Doc,
    pub ui: ui::Ui,
    pub server: server::Server,
    pub host: host::Host,
    pub labs: labs::Labs,
    pub save: save::Save,
    pub checks: checks::Checks,
    /// The plan that is reviewed step by step: apply or destroy.
    pub plan: planning::Planning,
    /// The small plan of a start, stop or reboot, approved in place.
    pub power: planning::Planning,
    pub runs: runs::Runs,
    pub live: live::Live,
    pub consoles: consoles::Consoles,
    pub yaml: yaml::YamlDraft,
    pub reader: Part<Reader>,
    pub desk: Part<Desk>,
    pub views: Part<Views>,
}

impl App {
    /// Made once, under the page's own owner.
    pub fn new() -> Self {
        App {
            doc: doc::Doc::new(),
            ui: ui::Ui::new(),
            server: server::Server::new(),
            host: host::Host::new(),
            labs: labs::Labs::new(),
            save: save::Save::new(),
            checks: checks::Checks::new(),
            plan: planning::Planning::new(),
            power: planning::Planning::new(),
            runs: runs::Runs::new(),
            live: live::Live::new(),
            consoles: consoles::Consoles::new(),
            yaml: yaml::YamlDraft::new(),
            reader: part::reader::part(),
            desk: part::desk::part(),
            views: part::views::part(),
        }
    }

    /// Starts what goes on by itself: checks, saving, looking at the server.
    pub fn start(self) {
        self.ui.remember();
        checks::follow(self);
        guests::follow(self);
        save::follow(self);
        live::follow(self);
        labs::follow_address(self);
        server::watch(self);
        labs::open_first(self);
        told::follow(self);
        part::load_all(self);
    }
}

impl Default for App {
    fn default() -> Self {
        App::new()
    }
}

/// The page's state, inside a component.
pub fn app() -> App {
    expect_context()
}
