//! The view in which a lab is drawn: palette, canvas, inspector.

use leptos::prelude::*;

use crate::ui::on::click;

use crate::{canvas::Canvas, panel::palette::Palette, state::app, ui::icon};

#[component]
pub fn Design() -> impl IntoView {
    let app = app();
    let (palette, inspector) = (app.ui.palette_open, app.ui.inspector_open);
    view! {
        <div class="design" class:no-palette=move || !palette.get() class:no-inspector=move || !inspector.get()>
            {move || palette.get().then(|| view! { <Palette /> })}
            <div class="canvas-place">
                <Canvas />
                <button class="icon-btn bordered fold-left" title="Show or hide the palette" aria-label="Show or hide the palette" aria-pressed=move || palette.get().to_string() on:click=click(move || palette.update(|open| *open = !*open))>{icon::left_panel()}</button>
                <button class="icon-btn bordered fold-right" title="Show or hide the inspector" aria-label="Show or hide the inspector" aria-pressed=move || inspector.get().to_string() on:click=click(move || inspector.update(|open| *open = !*open))>{icon::right_panel()}</button>
            </div>
            {move || inspector.get().then(|| app.desk.view(|desk| (desk.inspector)()))}
        </div>
    }
}
