//! Zoom, fit and tidying, in the canvas's corner.

use leptos::prelude::*;

use crate::ui::on::click;

use crate::{
    editor::geometry::Point,
    state::{App, app},
};

use super::stage;

#[component]
pub fn ZoomBar() -> impl IntoView {
    let app = app();
    let percent = move || format!("{:.0} %", app.ui.camera.get().zoom * 100.0);
    view! {
        <div class="zoom" role="toolbar" aria-label="View">
            <button title="Zoom out (-)" aria-label="Zoom out" on:click=click(move || zoom(app, 0.8))>"−"</button>
            <button class="percent" title="Show at 100 %" data-testid="zoom-percent" on:click=click(move || zoom(app, 1.0 / app.ui.camera.get_untracked().zoom))>{percent}</button>
            <button title="Zoom in (+)" aria-label="Zoom in" on:click=click(move || zoom(app, 1.25))>"+"</button>
            <button title="Show everything (0)" data-testid="zoom-fit" on:click=click(move || stage::fit(app))>"Fit"</button>
            <button title="Arrange everything anew; undo brings the old places back" on:click=click(move || tidy(app))>"Tidy"</button>
            <button title="Keys (?)" aria-label="Keys" data-testid="keys" on:click=click(move || app.ui.help.update(|help| *help = !*help))>"?"</button>
        </div>
    }
}

fn zoom(app: App, factor: f64) {
    let screen = app.ui.screen.get_untracked();
    app.ui.camera.update(|camera| *camera = camera.zoomed(Point::new(screen.x / 2.0, screen.y / 2.0), factor));
}

fn tidy(app: App) {
    app.desk.call(move |desk| {
        (desk.tidy)(app);
        stage::fit(app);
    });
}
