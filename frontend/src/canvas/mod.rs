//! The canvas: the host's box with its meters, machines as cards, networks as rails, links below them.

pub mod band;
pub mod card;
pub mod chips;
pub mod gesture;
mod ghost;
pub mod host_header;
mod links;
pub mod rail;
pub mod rename;
pub mod stage;
mod welcome;
mod zoom;

use leptos::prelude::*;

use host_header::HostHeader;
use stage::Stage;

/// The host's box; read-only beside a run.
#[component]
pub fn Canvas() -> impl IntoView {
    view! {
        <section class="canvas" aria-label="Lab on its host">
            <div class="l0">
                <HostHeader />
                <Stage />
            </div>
        </section>
    }
}
