//! A way for tests to ask the page for its report on a lab: what its own checker finds, as `labwright check --format json` prints it.
//!
//! The event `labwright:check` with `[lab, facts]` (the lab's text, and the host's facts as JSON or null) is answered by `labwright:report`
//! with the report, or null where lab or facts cannot be read. Nothing of the page changes by it.

use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{CustomEvent, CustomEventInit, js_sys::Array};

use super::App;

pub fn follow(app: App) {
    let listen = window_event_listener_untyped("labwright:check", move |event| {
        let Ok(event) = event.dyn_into::<CustomEvent>() else { return };
        let detail = Array::from(&event.detail());
        let (lab, facts) = (detail.get(0).as_string().unwrap_or_default(), detail.get(1).as_string());
        app.desk.call(move |desk| (desk.ask)(app, lab, facts));
    });
    // As long as the page.
    std::mem::forget(listen);
}

/// Gives the report out.
pub fn answer(report: Option<String>) {
    let answer = CustomEventInit::new();
    answer.set_detail(&report.map_or(JsValue::NULL, JsValue::from));
    if let Ok(answer) = CustomEvent::new_with_event_init_dict("labwright:report", &answer) {
        drop(window().dispatch_event(&answer));
    }
}
