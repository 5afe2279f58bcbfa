//! Keys of a menu that drops down from a button.

use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, KeyboardEvent};

/// The arrow keys go through the buttons of a menu; true where the key was one of them.
pub fn arrows(menu: &HtmlElement, event: &KeyboardEvent) -> bool {
    let step = match event.key().as_str() {
        "ArrowDown" => 1,
        "ArrowUp" => -1,
        _ => return false,
    };
    let Ok(found) = menu.query_selector_all("button:not(:disabled)") else { return false };
    let buttons: Vec<HtmlElement> = (0..found.length()).filter_map(|at| found.get(at)?.dyn_into().ok()).collect();
    let here = leptos::prelude::document().active_element();
    let here = buttons.iter().position(|button| here.as_ref().is_some_and(|here| button.is_same_node(Some(here))));
    let last = buttons.len() as isize - 1;
    let next = here.map_or(0, |here| (here as isize + step).clamp(0, last.max(0)));
    if let Some(button) = buttons.get(next as usize) {
        drop(button.focus());
    }
    true
}
