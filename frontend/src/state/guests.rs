//! Which guests are where: worked out soon after an edit, not during it.

use std::time::Duration;

use leptos::prelude::*;

use crate::ui::on::effect;

use super::App;

/// With more guests than this an edit does not wait for their places: typing goes on, and they follow.
const MANY: usize = 400;

/// Places the guests anew whenever one may have come, gone or moved.
pub fn follow(app: App) {
    let asked = StoredValue::new(0u64);
    effect(move || {
        let count = app.doc.layers.get();
        asked.set_value(count);
        let guests = app.doc.lab(|lab| lab.servers.len() + 10 * lab.clusters.len());
        let wait = if guests > MANY { Duration::from_millis(150) } else { Duration::ZERO };
        set_timeout(
            move || {
                if asked.try_get_value() == Some(count) {
                    app.desk.call(move |desk| place(app, app.doc.lab(desk.inside)));
                }
            },
            wait,
        );
    });
}

/// Draws the guests where they are. A lab that was just opened is seen whole; later nothing moves by itself.
fn place(app: App, inside: crate::editor::inside::Inside) {
    let is_new = app.doc.set_inside(inside) && !app.doc.can_undo.get_untracked();
    let is_fitted = app.ui.fitted.get_value() == Some(app.ui.camera.get_untracked());
    if is_new && is_fitted && !app.ui.tool.with_untracked(|tool| tool.is_busy()) && app.ui.screen.get_untracked().x > 0.0 {
        app.ui.fit_soon.update(|count| *count += 1);
    }
}
