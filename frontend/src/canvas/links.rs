//! Links on a canvas below the cards, their ends on one above the rails.

use leptos::{html, prelude::*};

use crate::ui::on::effect;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement};

use crate::{
    editor::{
        camera::Camera,
        connect,
        geometry::{Point, Rect},
        hue,
        route::Link,
        scene::Scene,
        tool::Tool,
    },
    state::{App, app, ui::Theme},
};

#[component]
pub fn Links() -> impl IntoView {
    let app = app();
    let canvas = NodeRef::<html::Canvas>::new();
    let pending = StoredValue::new(false);
    effect(move || {
        app.doc.scene.track();
        app.ui.camera.track();
        app.ui.screen.track();
        app.ui.tool.track();
        app.ui.selection.track();
        app.ui.theme.track();
        if canvas.get().is_none() || pending.get_value() {
            return;
        }
        pending.set_value(true);
        request_animation_frame(move || {
            pending.try_set_value(false);
            if let Some(canvas) = canvas.try_get_untracked().flatten() {
                draw(app, &canvas);
            }
        });
    });
    // The system's change of theme changes colours that no signal knows of.
    if let Ok(Some(query)) = window().match_media("(prefers-color-scheme: dark)") {
        let closure = wasm_bindgen::prelude::Closure::<dyn FnMut()>::new(move || app.ui.theme.update(|_: &mut Theme| {}));
        query.set_onchange(Some(closure.as_ref().unchecked_ref()));
        let kept = StoredValue::new_local((query, closure));
        on_cleanup(move || {
            kept.try_with_value(|(query, _)| query.set_onchange(None));
        });
    }
    view! { <canvas class="links" node_ref=canvas aria-hidden="true"></canvas> }
}

struct Colours {
    hues: Vec<String>,
    accent: String,
    panel: String,
}

fn colours() -> Option<Colours> {
    let root = document().document_element()?;
    let style = window().get_computed_style(&root).ok()??;
    let get = |name: &str| style.get_property_value(name).unwrap_or_default().trim().to_owned();
    Some(Colours {
        hues: (0..hue::COUNT).map(|hue| get(&format!("--hue-{hue}"))).collect(),
        accent: get("--accent"),
        panel: get("--panel"),
    })
}

fn draw(app: App, lower: &HtmlCanvasElement) {
    let screen = app.ui.screen.get_untracked();
    let upper = lower
        .parent_element()
        .and_then(|stage| stage.query_selector("canvas.dots").ok().flatten())
        .and_then(|canvas| canvas.dyn_into::<HtmlCanvasElement>().ok());
    let (Some(below), Some(above), Some(colours)) =
        (context(lower, screen), upper.as_ref().and_then(|canvas| context(canvas, screen)), colours())
    else {
        return;
    };
    let camera = app.ui.camera.get_untracked();
    let scene = app.doc.scene.get_untracked();
    let window = camera.window(screen).grown(40.0);
    let selected = app.ui.selection.with_untracked(|selection| selection.as_ref().map(|record| record.to_string()));
    let is_of_selected = |link: &Link| {
        selected.as_ref().is_some_and(|selected| {
            let card = &scene.cards[link.card];
            let rail = card.ports[link.port].rail.and_then(|rail| scene.rails.get(rail));
            *selected == format!("machines[{}]", card.id) || rail.is_some_and(|rail| *selected == format!("networks[{}]", rail.id))
        })
    };
    below.set_line_join("round");
    for link in scene.links.iter().filter(|link| box_of(&link.points).overlaps(&window)) {
        let colour = &colours.hues[link.hue % colours.hues.len()];
        let strong = is_of_selected(link);
        stroke(&below, &camera, &link.points, colour, if strong { 2.6 } else { 1.6 }, 1.0);
        if let Some(end) = link.points.last().filter(|_| camera.zoom > 0.3) {
            dot(&above, camera.to_screen(*end), 3.6 * camera.zoom.min(1.2), colour, &colours.panel);
        }
    }
    wire(app, &above, &camera, &scene, &colours);
}

/// A canvas of the screen's size in device pixels, empty, counted in CSS pixels.
fn context(canvas: &HtmlCanvasElement, screen: Point) -> Option<CanvasRenderingContext2d> {
    let ratio = window().device_pixel_ratio().max(1.0);
    let (width, height) = ((screen.x * ratio) as u32, (screen.y * ratio) as u32);
    if canvas.width() != width || canvas.height() != height {
        canvas.set_width(width);
        canvas.set_height(height);
    }
    let context: CanvasRenderingContext2d = canvas.get_context("2d").ok()??.dyn_into().ok()?;
    context.set_transform(ratio, 0.0, 0.0, ratio, 0.0, 0.0).ok()?;
    context.clear_rect(0.0, 0.0, screen.x, screen.y);
    Some(context)
}

fn box_of(points: &[Point]) -> Rect {
    points.iter().map(|point| Rect::new(point.x, point.y, 0.0, 0.0)).reduce(Rect::union).unwrap_or_default().grown(2.0)
}

fn stroke(context: &CanvasRenderingContext2d, camera: &Camera, points: &[Point], colour: &str, width: f64, alpha: f64) {
    context.begin_path();
    for (index, point) in points.iter().enumerate() {
        let at = camera.to_screen(*point);
        if index == 0 {
            context.move_to(at.x, at.y);
            continue;
        }
        // Corners are rounded a little: a bend reads as one line.
        match points.get(index + 1) {
            Some(next) => {
                let next = camera.to_screen(*next);
                drop(context.arc_to(at.x, at.y, next.x, next.y, (5.0 * camera.zoom).min(next.minus(at).length() / 2.0)));
            }
            None => context.line_to(at.x, at.y),
        }
    }
    context.set_stroke_style_str(colour);
    context.set_global_alpha(alpha);
    context.set_line_width((width * camera.zoom).clamp(0.8, 3.2));
    context.stroke();
    context.set_global_alpha(1.0);
}

fn dot(context: &CanvasRenderingContext2d, at: Point, radius: f64, colour: &str, around: &str) {
    context.begin_path();
    drop(context.arc(at.x, at.y, radius, 0.0, std::f64::consts::TAU));
    context.set_fill_style_str(colour);
    context.fill();
    context.set_stroke_style_str(around);
    context.set_line_width(1.2);
    context.stroke();
}

/// The link that is being drawn by hand.
fn wire(app: App, context: &CanvasRenderingContext2d, camera: &Camera, scene: &Scene, colours: &Colours) {
    let Tool::Connecting { from, at, onto } = app.ui.tool.get_untracked() else { return };
    let Some(card) = scene.card(from.machine()) else { return };
    let start = match &from {
        connect::From::Port { port, .. } => card.ports.iter().find(|spot| spot.name == *port).map(|spot| card.port_at(spot)),
        connect::From::Machine(_) => None,
    };
    // A new port leaves its card on the side where the pointer is, as its link will.
    let start = start.unwrap_or_else(|| {
        let y = if at.y < card.rect.y { card.rect.y } else { card.rect.bottom() };
        Point::new(card.rect.x + crate::editor::scene::port_x(card.ports.len()), y)
    });
    let rail = onto.and_then(|onto| scene.rail(&onto));
    let colour = rail.map_or(&colours.accent, |rail| &colours.hues[rail.hue % colours.hues.len()]);
    let end = rail.map_or(at, |rail| Point::new(at.x, rail.rect.y));
    if rail.is_none() {
        drop(context.set_line_dash(&web_sys::js_sys::Array::of2(&JsValue::from(5.0), &JsValue::from(4.0))));
    }
    stroke(context, camera, &[start, end], colour, 2.0, 1.0);
    drop(context.set_line_dash(&web_sys::js_sys::Array::new()));
    dot(context, camera.to_screen(end), 4.0, colour, &colours.panel);
}
