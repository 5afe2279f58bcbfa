//! The area that the pointer and the keyboard work on.

use labwright_shared::{
    document::Command,
    model::{Kind, RecordRef},
    value::Name,
};
use leptos::{ev, html, prelude::*};

use crate::ui::each::each;

use crate::ui::on::effect;
use wasm_bindgen::{JsCast, prelude::Closure};

use crate::{
    editor::{
        camera::Camera,
        geometry::{Point, Rect},
        keys::{self, Action, Key},
        layout, references,
        tool::{Input, Target},
    },
    state::{App, app},
};

use super::{card::CardView, gesture, ghost::Ghost, links::Links, rail::RailView, welcome::Welcome, zoom::ZoomBar};

#[component]
pub fn Stage() -> impl IntoView {
    let app = app();
    let stage = NodeRef::<html::Div>::new();
    watch_size(app, stage);
    watch_pointer(app, stage);
    follow_fit(app);
    let (cards, rails) = visible(app);
    let transform = move || {
        let camera = app.ui.camera.get();
        format!("translate({:.2}px, {:.2}px) scale({:.4})", camera.offset.x, camera.offset.y, camera.zoom)
    };
    let is_far = Memo::new(move |_| app.ui.camera.get().zoom < 0.55);
    let is_connecting = Memo::new(move |_| matches!(app.ui.tool.get(), crate::editor::tool::Tool::Connecting { .. }));
    let is_panning = Memo::new(move |_| matches!(app.ui.tool.get(), crate::editor::tool::Tool::Panning { .. }));
    let on_wheel = move |event: ev::WheelEvent| {
        event.prevent_default();
        let Some(at) = position(stage, event.client_x(), event.client_y()) else { return };
        // A trackpad's pinch comes with Ctrl; a sideways wheel pans.
        if event.delta_x() != 0.0 && event.delta_y() == 0.0 || event.shift_key() {
            app.ui
                .camera
                .update(|camera| *camera = camera.panned(-event.delta_x() - if event.shift_key() { event.delta_y() } else { 0.0 }, 0.0));
        } else {
            let lines = if event.delta_mode() == 1 { 18.0 } else { 1.0 };
            let factor = (-event.delta_y() * lines * 0.0016).exp();
            app.ui.camera.update(|camera| *camera = camera.zoomed(at, factor));
        }
    };
    let on_down = move |event: ev::PointerEvent| {
        let Some(at) = position(stage, event.client_x(), event.client_y()) else { return };
        let target = if event.button() == 1 { Some(Target::Ground) } else { target_of(event.target()) };
        if let Some(target) = target.filter(|_| matches!(event.button(), 0 | 1)) {
            gesture::send(app, Input::Down { at, target });
        }
    };
    view! {
        <div
            class="stage"
            class:connecting=is_connecting
            class:panning=is_panning
            node_ref=stage
            tabindex="0"
            role="application"
            aria-label="Canvas. Tab goes through machines and networks, arrow keys move, Enter opens the form, Delete removes."
            data-testid="canvas"
            on:pointerdown=on_down
            on:wheel=on_wheel
            on:keydown=move |event| on_key(app, &event)
        >
            <Links />
            <div class="world" class:far=is_far style:transform=transform>
                {each(move || rails.get(), |id| view! { <RailView id /> })}
                {each(move || cards.get(), |id| view! { <CardView id /> })}
            </div>
            <canvas class="dots" aria-hidden="true"></canvas>
            <Welcome />
            <ZoomBar />
        </div>
        <Ghost stage />
    }
}

/// A point of the window, from the stage's corner.
pub fn position(stage: NodeRef<html::Div>, x: i32, y: i32) -> Option<Point> {
    let rect = stage.get_untracked()?.get_bounding_client_rect();
    Some(Point::new(f64::from(x) - rect.left(), f64::from(y) - rect.top()))
}

/// What lies under the pointer, by the attributes that also name it to tests. Nothing for a field or a button of its own.
fn target_of(target: Option<web_sys::EventTarget>) -> Option<Target> {
    let element: web_sys::Element = target?.dyn_into().ok()?;
    let near = |selector: &str| element.closest(selector).ok().flatten();
    if near("[data-port]").is_none() && near("[data-add-port]").is_none() && near("button, input, a, .zoom, .welcome").is_some() {
        return None;
    }
    if let Some(text) = near("[data-port]").and_then(|port| port.get_attribute("data-port")) {
        let (record, port) = text.split_once('/')?;
        let record: RecordRef = record.parse().ok()?;
        return Some(Target::Port { machine: record.id?, port: port.parse().ok()? });
    }
    if let Some(text) = near("[data-add-port]").and_then(|handle| handle.get_attribute("data-add-port")) {
        return Some(Target::AddPort(text.parse::<RecordRef>().ok()?.id?));
    }
    Some(match near("[data-record]").and_then(|node| node.get_attribute("data-record")) {
        Some(record) => Target::Node(record.parse().ok()?),
        None => Target::Ground,
    })
}

/// The nodes near the screen. The window is rounded, so that a small pan changes nothing.
fn visible(app: App) -> (Memo<Vec<Name>>, Memo<Vec<Name>>) {
    let window = Memo::new(move |_| {
        let step = 240.0;
        let window = app.ui.camera.get().window(app.ui.screen.get());
        let (x, y) = ((window.x / step).floor() * step, (window.y / step).floor() * step);
        let round = |length: f64| ((length / step).ceil() + 1.0) * step;
        Rect::new(x, y, round(window.width), round(window.height)).grown(step / 2.0)
    });
    let cards = Memo::new(move |_| {
        let window = window.get();
        app.doc.scene.with(|scene| scene.cards.iter().filter(|card| card.rect.overlaps(&window)).map(|card| card.id.clone()).collect())
    });
    let rails = Memo::new(move |_| {
        let window = window.get();
        app.doc.scene.with(|scene| scene.rails.iter().filter(|rail| rail.rect.overlaps(&window)).map(|rail| rail.id.clone()).collect())
    });
    (cards, rails)
}

fn watch_size(app: App, stage: NodeRef<html::Div>) {
    effect(move || {
        let Some(element) = stage.get() else { return };
        let measured = element.clone();
        let mut place = None;
        let mut measure = move || {
            let rect = measured.get_bounding_client_rect();
            let was = place.replace((Point::new(rect.left(), rect.top()), Point::new(rect.right(), rect.bottom())));
            let size = Point::new(f64::from(measured.client_width()), f64::from(measured.client_height()));
            if size == app.ui.screen.get_untracked() {
                return;
            }
            app.ui.screen.set(size);
            let (Some((before, end)), true) = (was, size.x > 0.0) else { return };
            // What is seen in the middle stays so until somebody looks elsewhere; and nothing moves away under a pointer that holds something,
            // nor because the host's header has a line more.
            let camera = app.ui.camera.get_untracked();
            let is_resized = before.x != rect.left() || end.x != rect.right() || end.y != rect.bottom();
            if is_resized && !app.ui.tool.with_untracked(|tool| tool.is_busy()) && app.ui.fitted.get_value() == Some(camera) {
                fit(app);
            } else if before.x != rect.left() || before.y != rect.top() {
                let panned = camera.panned(before.x - rect.left(), before.y - rect.top());
                if app.ui.fitted.get_value() == Some(camera) {
                    app.ui.fitted.set_value(Some(panned));
                }
                app.ui.camera.set(panned);
            }
        };
        measure();
        let callback = Closure::<dyn FnMut()>::new(measure);
        if let Ok(observer) = web_sys::ResizeObserver::new(callback.as_ref().unchecked_ref()) {
            observer.observe(&element);
            let kept = StoredValue::new_local((observer, callback));
            on_cleanup(move || {
                kept.try_with_value(|(observer, _)| observer.disconnect());
            });
        }
    });
}

/// The pointer is followed over the whole window: a drag may leave the canvas, and begins in the palette.
fn watch_pointer(app: App, stage: NodeRef<html::Div>) {
    let moved = window_event_listener(ev::pointermove, move |event| {
        if app.ui.tool.with_untracked(|tool| tool.is_busy())
            && let Some(at) = position(stage, event.client_x(), event.client_y())
        {
            gesture::send(app, Input::Move { at });
        }
    });
    let released = window_event_listener(ev::pointerup, move |event| {
        if app.ui.tool.with_untracked(|tool| tool.is_busy())
            && let Some(at) = position(stage, event.client_x(), event.client_y())
        {
            let screen = app.ui.screen.get_untracked();
            let inside = Rect::new(0.0, 0.0, screen.x, screen.y).contains(at);
            gesture::send(app, Input::Up { at, inside });
        }
    });
    let cancelled = window_event_listener(ev::pointercancel, move |_| gesture::send(app, Input::Cancel));
    on_cleanup(move || {
        moved.remove();
        released.remove();
        cancelled.remove();
    });
}

fn follow_fit(app: App) {
    Effect::new(move |done: Option<u32>| {
        let (wanted, screen) = (app.ui.fit_soon.get(), app.ui.screen.get());
        let done = done.unwrap_or(0);
        if wanted == done || screen.x < 1.0 {
            return done;
        }
        fit(app);
        wanted
    });
}

pub fn fit(app: App) {
    let camera = match app.doc.scene.with_untracked(|scene| scene.bounds()) {
        Some(bounds) => Camera::fitting(bounds.grown(12.0), app.ui.screen.get_untracked(), 1.0),
        None => Camera::default(),
    };
    app.ui.fitted.set_value(Some(camera));
    app.ui.camera.set(camera);
}

fn on_key(app: App, event: &ev::KeyboardEvent) {
    // The canvas's own buttons, and a name that is edited, have keys of their own.
    let Some(element) = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok()) else { return };
    let is_stage = element.class_list().contains("stage");
    if !is_stage && (element.tag_name() == "INPUT" || element.closest(".world").ok().flatten().is_none()) {
        return;
    }
    if event.key() == "Tab" {
        // Past the last node, and before the first, the browser goes on: out of the canvas.
        if let Some(next) = neighbour(app, is_stage, event.shift_key()) {
            event.prevent_default();
            focus(app, &next);
        }
        return;
    }
    let key = event.key();
    let Some(action) =
        keys::on_canvas(Key { key: &key, ctrl: event.ctrl_key() || event.meta_key(), shift: event.shift_key(), alt: event.alt_key() })
    else {
        return;
    };
    let selected = app.ui.selection.get_untracked();
    let middle = || Point::new(app.ui.screen.get_untracked().x / 2.0, app.ui.screen.get_untracked().y / 2.0);
    match (action, selected) {
        (Action::ZoomIn, _) => app.ui.camera.update(|camera| *camera = camera.zoomed(middle(), 1.25)),
        (Action::ZoomOut, _) => app.ui.camera.update(|camera| *camera = camera.zoomed(middle(), 0.8)),
        (Action::Fit, _) => fit(app),
        (Action::Nudge(x, y), Some(record)) => nudge(app, &record, x, y),
        // Without a selection the arrow keys pan.
        (Action::Nudge(x, y), None) => app.ui.camera.update(|camera| *camera = camera.panned(-4.0 * x, -4.0 * y)),
        (Action::Remove, Some(record)) if record.id.is_some() => {
            let command = app.doc.lab(|lab| references::removal(lab, &record));
            gesture::run(app, &command);
            app.ui.select(None);
            // The keyboard stays on the canvas when the node that had it is gone.
            if let Some(stage) = event.current_target().and_then(|stage| stage.dyn_into::<web_sys::HtmlElement>().ok()) {
                drop(stage.focus());
            }
        }
        (Action::Inspect, Some(_)) => app.ui.go_to_field(None),
        (Action::Rename, Some(record)) => app.ui.renaming.set(Some(record)),
        _ => return,
    }
    event.prevent_default();
}

fn nudge(app: App, record: &RecordRef, x: f64, y: f64) {
    let Some(rect) = app.doc.scene.with_untracked(|scene| scene.rect_of(record)) else { return };
    // A rail's drawn left end may lie left of its place, to cover a port: it is the place that moves.
    let corner = app.doc.lab(|lab| {
        let places = layout::places(lab);
        let id = record.id.as_ref()?;
        places.machines.get(id).filter(|_| record.kind == Kind::Machines).or_else(|| places.networks.get(id)).copied()
    });
    let at = corner.unwrap_or(rect.corner()).plus(x, y).to_model();
    let mut commands = app.doc.lab(|lab| layout::freeze(lab, record));
    commands.push(Command::Place { record: record.clone(), at });
    gesture::run(app, &Command::Batch { commands });
    gesture::reveal(app, record);
}

/// Where Tab goes from the selected node: machines, then networks, in the document's order. From the canvas itself to the selected node.
fn neighbour(app: App, is_stage: bool, back: bool) -> Option<RecordRef> {
    let mut all = app.doc.list(Kind::Machines).get_untracked();
    all.extend(app.doc.list(Kind::Networks).get_untracked());
    let here = app.ui.selection.get_untracked().and_then(|selected| all.iter().position(|record| *record == selected));
    let next = match (here, back) {
        (_, true) if is_stage => return None,
        (Some(here), false) if is_stage => here,
        (None, false) => 0,
        (None, true) => return None,
        (Some(here), false) => here + 1,
        (Some(here), true) => here.checked_sub(1)?,
    };
    all.get(next).cloned()
}

/// Shows a node, which may have been out of sight and so not there yet, and gives it the focus.
pub fn focus(app: App, record: &RecordRef) {
    app.ui.select(Some(record.clone()));
    gesture::reveal(app, record);
    let selector = format!(".world [data-record=\"{record}\"]");
    request_animation_frame(move || {
        let node = document().query_selector(&selector).ok().flatten().and_then(|node| node.dyn_into::<web_sys::HtmlElement>().ok());
        if let Some(node) = node {
            drop(node.focus());
        }
    });
}
