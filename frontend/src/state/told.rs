//! A way for tests to ask the page for its report on a lab: what its own checker finds, as `labwright check --format json` prints it.
//!
//! The event `labwright:check` with `[lab, facts]` (the lab's text, and the host's facts as JSON or null) is answered by `labwright:report`
//! with the report, or null where lab or facts cannot be read. Nothing of the page changes by it.

use labwright_shared::{document::Document, facts::HostFacts, rules::Checker, yaml::SourceMap};
use leptos::{prelude::*, task::spawn_local};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{CustomEvent, CustomEventInit, js_sys::Array};

use super::{App, checks};

pub fn follow(app: App) {
    let listen = window_event_listener_untyped("labwright:check", move |event| {
        let Ok(event) = event.dyn_into::<CustomEvent>() else { return };
        let detail = Array::from(&event.detail());
        let (lab, facts) = (detail.get(0).as_string().unwrap_or_default(), detail.get(1).as_string());
        spawn_local(async move {
            let (Some(reader), Some(desk)) = (app.reader.here().await, app.desk.here().await) else { return };
            let told = (reader.read_with_source)(&lab).and_then(|(document, source)| (desk.told)(&document, &source, facts.as_deref()));
            let answer = CustomEventInit::new();
            answer.set_detail(&told.map_or(JsValue::NULL, JsValue::from));
            if let Ok(answer) = CustomEvent::new_with_event_init_dict("labwright:report", &answer) {
                drop(window().dispatch_event(&answer));
            }
        });
    });
    // As long as the page.
    std::mem::forget(listen);
}

/// The report on a document, for the part that has the checker.
pub fn told(document: &Document, source: &SourceMap, facts: Option<&str>) -> Option<String> {
    let facts: Option<HostFacts> = facts.map(serde_json::from_str).transpose().ok()?;
    Some(checks::look(&mut Checker::default(), document.lab(), facts.as_ref(), None).into_report().to_json(source))
}
