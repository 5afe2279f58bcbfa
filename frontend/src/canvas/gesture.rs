//! Lets the tool's state machine hear what the pointer does, and carries out what it asks for.

use labwright_shared::{document::Command, model::RecordRef};
use leptos::prelude::*;

use crate::{
    editor::{
        connect, defaults,
        geometry::Point,
        layout,
        palette::Item,
        references,
        tool::{Effect, Input, Sight, Tool},
    },
    state::{App, checker},
};

pub fn send(app: App, input: Input) {
    let before = app.ui.tool.get_untracked();
    let was_moving = matches!(before, Tool::Moving { .. });
    let scene = app.doc.scene.get_untracked();
    let camera = app.ui.camera.get_untracked();
    let (tool, effects) = app.doc.lab(|lab| before.clone().handle(input, &Sight { lab, scene: &scene, camera }));
    match &tool {
        Tool::Moving { record, corner, from, .. } => app.doc.preview(Some((record, corner.minus(from.corner())))),
        // A move that is given up snaps back; one that is carried out is drawn anew by its command.
        _ if was_moving && effects.is_empty() => app.doc.preview(None),
        _ => {}
    }
    if tool != before {
        app.ui.tool.set(tool);
    }
    for effect in effects {
        match effect {
            Effect::Select(record) => app.ui.select(record),
            Effect::Pan(x, y) => app.ui.camera.update(|camera| *camera = camera.panned(x, y)),
            Effect::Run(command) => run(app, &command),
            Effect::Move { record, by, into } => app.desk.call(move |desk| (desk.shift)(app, &record, by, into.as_ref())),
            Effect::Add(item, at, into) => add(app, item, Some(at), into),
        }
    }
}

/// Carries a command out; one that does not fit is told under the top bar.
pub fn run(app: App, command: &Command) {
    let command = command.clone();
    app.desk.call(move |desk| (desk.run)(app, &command));
}

/// What [`run`] does, in the part that knows how.
pub fn run_now(app: App, command: &Command) {
    match app.doc.dispatch(command) {
        Ok(()) => app.ui.notice.set(None),
        Err(error) => app.ui.notice.set(Some(format!("That did not go through, and the lab is as it was: {error}."))),
    }
}

/// Moves a thing by so much, perhaps into a cloud.
pub fn shift_now(app: App, record: &RecordRef, by: Point, into: Option<&RecordRef>) {
    let command = app.doc.lab(|lab| connect::moved(lab, &app.doc.inside(), record, by, into));
    run_now(app, &command);
}

/// Arranges everything anew.
pub fn tidy_now(app: App) {
    let commands = app.doc.lab(|lab| layout::place_all(&layout::tidy(lab, &app.doc.inside())));
    run_now(app, &Command::Batch { commands });
}

/// Removes a record, and lets go of it what can.
pub fn remove_now(app: App, record: &RecordRef) {
    let command = app.doc.lab(|lab| references::removal(lab, record));
    run_now(app, &command);
}

/// Adds an item and selects it.
pub fn add(app: App, item: Item, at: Option<Point>, into: Option<RecordRef>) {
    app.desk.call(move |desk| (desk.add)(app, item, at, into));
}

/// What [`add`] does, in the part that knows how.
pub fn add_now(app: App, item: Item, at: Option<Point>, into: Option<RecordRef>) {
    let inside = app.doc.inside();
    let (proposal, record) =
        app.host.with_facts_untracked(|facts| app.doc.lab(|lab| defaults::add(lab, facts, &inside, item, at, into.as_ref())));
    checker::settle(app, proposal, move |commands| {
        run_now(app, &Command::Batch { commands });
        app.ui.select(Some(record.clone()));
        if at.is_none() {
            reveal(app, &record);
        }
    });
}

pub fn undo(app: App) {
    app.desk.call(move |desk| (desk.undo)(app));
}

pub fn redo(app: App) {
    app.desk.call(move |desk| (desk.redo)(app));
}

/// Moves the camera as little as needed to see a record.
pub fn reveal(app: App, record: &RecordRef) {
    let scene = app.doc.scene.get_untracked();
    let screen = app.ui.screen.get_untracked();
    if let Some(rect) = scene.rect_of(record).filter(|_| screen.x > 0.0) {
        let camera = app.ui.camera.get_untracked();
        let moved = camera.revealing(rect, screen);
        if moved != camera {
            app.ui.camera.set(moved);
        }
    }
}
