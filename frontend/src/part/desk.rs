//! What an edit needs beside the canvas: commands, forms, the talk with the checker and what it found. Loaded as soon as the canvas is drawn.

use std::pin::Pin;

use labwright_shared::{
    document::Command,
    model::{Lab, RecordRef},
};
use leptos::{
    prelude::*,
    wasm_split::{SplitLoaderError, wasm_split},
};

use crate::{
    canvas::{
        band, chips, gesture, host_header,
        rename::{RenameField, RenameFieldProps},
    },
    editor::{geometry::Point, inside::Inside, palette::Item, scene::Card},
    panel::{findings, fix, inspector},
    state::{App, api::Failure, checker, host, save},
};

use super::Part;

/// Whether the server has the document as it is.
pub type Flushed = Pin<Box<dyn Future<Output = Result<(), Failure>>>>;

pub struct Desk {
    pub inspector: fn() -> AnyView,
    pub findings: fn() -> AnyView,
    pub counts: fn() -> AnyView,
    pub meters: fn() -> AnyView,
    pub rename: fn(RecordRef, String) -> AnyView,
    pub band: fn(&RecordRef) -> AnyView,
    pub guests: fn(Signal<Card>) -> AnyView,
    pub run: fn(App, &Command),
    pub add: fn(App, Item, Option<Point>, Option<RecordRef>),
    /// Takes the first fix that is offered.
    pub fix: fn(App),
    /// Moves a thing by so much, perhaps into a cloud.
    pub shift: fn(App, &RecordRef, Point, Option<&RecordRef>),
    pub tidy: fn(App),
    pub remove: fn(App, &RecordRef),
    pub undo: fn(App),
    pub redo: fn(App),
    pub flush: fn(App) -> Flushed,
    /// Which guests are where.
    pub inside: fn(&Lab) -> Inside,
    /// Has the checker told what is new.
    pub check: fn(App),
    /// Asks the checker for the report on another lab.
    pub ask: fn(App, String, Option<String>),
    pub load_host: fn(App, bool),
}

static DESK: Desk = Desk {
    inspector: || inspector::Inspector().into_any(),
    findings: || findings::Findings().into_any(),
    counts: || findings::Counts().into_any(),
    meters: host_header::meters,
    rename: |record, name| RenameField(RenameFieldProps { record, name }).into_any(),
    band: band::of,
    guests: chips::on_card,
    run: gesture::run_now,
    add: gesture::add_now,
    fix: fix::take_first,
    shift: gesture::shift_now,
    tidy: gesture::tidy_now,
    remove: gesture::remove_now,
    undo: |app| app.doc.undo(),
    redo: |app| app.doc.redo(),
    flush: |app| Box::pin(save::flush_now(app)),
    inside: Inside::of,
    check: |app| {
        checker::check(app);
    },
    ask: checker::ask,
    load_host: host::load_now,
};

#[wasm_split(desk, wasm_split_path = leptos::wasm_split, fallible)]
fn load() -> Result<&'static Desk, SplitLoaderError> {
    Ok(&DESK)
}

pub fn part() -> Part<Desk> {
    Part::new(|| Box::pin(load()))
}
