//! What is dragged from the palette, under the pointer.

use leptos::{html, prelude::*};

use crate::{
    editor::{geometry::Rect, palette::Item},
    state::app,
    ui::icon,
};

#[component]
pub fn Ghost(stage: NodeRef<html::Div>) -> impl IntoView {
    let app = app();
    let ghost = Memo::new(move |_| app.ui.tool.with(|tool| tool.ghost()));
    let item = Memo::new(move |_| ghost.get().map(|(item, _)| item));
    let place = move || {
        let corner = stage.get().map(|stage| stage.get_bounding_client_rect());
        let (Some(corner), Some((_, at))) = (corner, ghost.get()) else { return String::new() };
        format!("translate({}px, {}px)", corner.left() + at.x, corner.top() + at.y)
    };
    let fits = move || {
        let screen = app.ui.screen.get();
        ghost.get().is_some_and(|(_, at)| Rect::new(0.0, 0.0, screen.x, screen.y).contains(at))
    };
    move || {
        item.get().map(|item| {
            let class = if matches!(item, Item::Network(_)) { "ghost ghost-rail" } else { "ghost ghost-card" };
            view! {
                <div class=class class:outside=move || !fits() style:transform=place aria-hidden="true">
                    {icon::item(item)} <span>{item.label()}</span>
                </div>
            }
        })
    }
}
