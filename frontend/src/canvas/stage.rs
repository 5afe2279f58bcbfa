//! The area that the pointer and the keyboard work on.

use labwright_shared::{
    model::{Kind, RecordRef},
    value::Name,
};
use leptos::{ev, html, prelude::*};

use crate::ui::each::each;

use crate::ui::on::effect;
use wasm_bindgen::{JsCast, prelude::Closure};

use crate::{
    editor::{
        band::Band,
        camera::Camera,
        geometry::{Point, Rect},
        keys::{self, Action, Key},
        tool::{Input, Target},
    },
    state::{App, app},
};

use super::{card::CardView, chips::Far, gesture, ghost::Ghost, links::Links, rail::RailView, welcome::Welcome, zoom::ZoomBar};

/// The zoom below which only what can still be read is drawn.
const FAR: f64 = 0.55;

#[component]
pub fn Stage() -> impl IntoView {
    let app = app();
    let stage = NodeRef::<html::Div>::new();
    watch_size(app, stage);
    watch_pointer(app, stage);
    follow_fit(app);
    let (cards, rails) = visible(app);
    let [clouds, clusters] = [Kind::Clouds, Kind::Clusters].map(|kind| bands(app, kind));
    let transform = move || {
        let camera = app.ui.camera.get();
        format!("translate({:.2}px, {:.2}px) scale({:.4})", camera.offset.x, camera.offset.y, camera.zoom)
    };
    let is_far = Memo::new(move |_| app.ui.camera.get().zoom < FAR);
    provide_context(Far(is_far));
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
                {of_kind(app, clouds, Kind::Clouds)}
                {of_kind(app, clusters, Kind::Clusters)}
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
    let Some(node) = near("[data-record], [data-of]") else { return Some(Target::Ground) };
    // A guest of a cluster stands for the cluster.
    let text = node.get_attribute("data-record").or_else(|| node.get_attribute("data-of"))?;
    Some(Target::Node(text.parse().ok()?))
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

/// The bands of a kind: there are few, and most are larger than the screen.
fn bands(app: App, kind: Kind) -> Memo<Vec<Name>> {
    Memo::new(move |_| {
        let of_kind = |band: &Band| band.record.id.clone().filter(|_| band.record.kind == kind);
        app.doc.scene.with(|scene| scene.bands.iter().filter_map(of_kind).collect())
    })
}

fn of_kind(app: App, bands: Memo<Vec<Name>>, kind: Kind) -> AnyView {
    each(
        move || bands.get(),
        move |id: Name| {
            let record = RecordRef::new(kind, &id);
            app.desk.view_later(move |desk| (desk.band)(&record))
        },
    )
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
            app.desk.call(move |desk| (desk.remove)(app, &record));
            app.ui.select(None);
            // The keyboard stays on the canvas when the node that had it is gone.
            if let Some(stage) = event.current_target().and_then(|stage| stage.dyn_into::<web_sys::HtmlElement>().ok()) {
                drop(stage.focus());
            }
        }
        (Action::Inspect, Some(_)) => app.ui.go_to_field(None),
        (Action::Rename, Some(record)) if matches!(record.kind, Kind::Projects | Kind::Servers) => {
            app.ui.go_to_field(Some("name".to_owned()))
        }
        (Action::Rename, Some(record))
            if record.kind == Kind::Clusters && !app.doc.scene.with_untracked(|scene| scene.band(&record).is_some()) =>
        {
            app.ui.go_to_field(Some("name".to_owned()))
        }
        (Action::Rename, Some(record)) => app.ui.renaming.set(Some(record)),
        _ => return,
    }
    event.prevent_default();
}

fn nudge(app: App, record: &RecordRef, x: f64, y: f64) {
    // A server moves as little as a project: they stand where their cloud has them.
    let is_placed = app.doc.scene.with_untracked(|scene| scene.holder(record).as_ref() == Some(record));
    if !is_placed {
        return;
    }
    let record = record.clone();
    app.desk.call(move |desk| {
        (desk.shift)(app, &record, Point::new(x, y), None);
        gesture::reveal(app, &record);
    });
}

/// Where Tab goes from the selected node: machines, networks, then what stands in clouds, in the document's order. From the canvas itself
/// to the selected node.
fn neighbour(app: App, is_stage: bool, back: bool) -> Option<RecordRef> {
    let of = |kind: Kind| app.doc.list(kind).get_untracked();
    let mut all = [of(Kind::Machines), of(Kind::Networks), of(Kind::Clouds)].concat();
    // What no cloud shows is not on the canvas.
    let within = [of(Kind::Projects), of(Kind::Clusters), of(Kind::Servers)].concat();
    app.doc.scene.with_untracked(|scene| all.extend(scene.drawn(within)));
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
    // Small things are drawn only where they can be read.
    if matches!(record.kind, Kind::Projects | Kind::Clusters | Kind::Servers) && app.ui.camera.get_untracked().zoom < FAR {
        let rect = app.doc.scene.with_untracked(|scene| scene.rect_of(record));
        if let Some(rect) = rect {
            app.ui.camera.update(|camera| *camera = camera.zoomed(camera.to_screen(rect.middle()), 1.05 * FAR / camera.zoom));
        }
    }
    gesture::reveal(app, record);
    let selector = format!(".world [data-record=\"{record}\"]");
    request_animation_frame(move || {
        let node = document().query_selector(&selector).ok().flatten().and_then(|node| node.dyn_into::<web_sys::HtmlElement>().ok());
        if let Some(node) = node {
            drop(node.focus());
        }
    });
}
