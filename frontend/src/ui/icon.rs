//! Icons: strokes on a 16-pixel grid in the text's colour.

use labwright_shared::model::{NetworkMode, Role};
use leptos::prelude::*;

use crate::editor::palette::Item;

fn svg(path: &'static str) -> AnyView {
    view! {
        <svg class="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" fill="none" stroke="currentColor" stroke-width="1.4" stroke-linecap="round" stroke-linejoin="round">
            <path d=path></path>
        </svg>
    }
    .into_any()
}

pub fn role(role: Role) -> AnyView {
    svg(match role {
        Role::Director => "M8 2v4M8 6L3.5 9M8 6l4.5 3M2 10h3v3H2zM6.5 10h3v3h-3zM11 10h3v3h-3z",
        Role::Controller | Role::ControlPlane => "M2.5 4h11M2.5 8h11M2.5 12h11M5 2.5v3M10.5 6.5v3M7 10.5v3",
        Role::Compute | Role::Worker => "M4.5 4.5h7v7h-7zM6.5 2v2M9.5 2v2M6.5 12v2M9.5 12v2M2 6.5h2M2 9.5h2M12 6.5h2M12 9.5h2",
        Role::Ceph => {
            "M3 4.5c0-1.1 2.2-2 5-2s5 .9 5 2-2.2 2-5 2-5-.9-5-2zM3 4.5v7c0 1.1 2.2 2 5 2s5-.9 5-2v-7M3 8c0 1.1 2.2 2 5 2s5-.9 5-2"
        }
        Role::Bastion => "M8 2l5 2v4c0 3-2.2 5-5 6-2.8-1-5-3-5-6V4z",
        Role::Bootstrap => "M8 2v9M4.5 7.5L8 11l3.5-3.5M3 14h10",
        Role::Blank => "M2.5 3h11v8h-11zM6 14h4M8 11v3",
    })
}

pub fn item(item: Item) -> AnyView {
    match item {
        Item::Machine(of) => role(of),
        Item::Network(NetworkMode::Nat) => svg("M2 8h8M7 5l3 3-3 3M13 3v10"),
        Item::Network(NetworkMode::Isolated) => svg("M3 5.5h10v5H3zM6 5.5v-2M10 5.5v-2M6 12.5v-2M10 12.5v-2"),
        Item::Network(NetworkMode::Routed) => svg("M3 5h10M10 2.5L12.5 5 10 7.5M13 11H3M6 8.5L3.5 11 6 13.5"),
        Item::Network(NetworkMode::Bridge) => svg("M2 11h12M4 11V6M12 11V6M2 6.5C4 6.5 4 4 8 4s4 2.5 6 2.5"),
        Item::Network(NetworkMode::OpenVswitch) => svg("M2.5 6h11v4h-11zM5 6V3M11 6V3M5 13v-3M8 13v-3M11 13v-3"),
        Item::Cloud => svg("M4.5 12.5a3 3 0 01-.4-6 4 4 0 017.7-.6 3.3 3.3 0 01.2 6.6z"),
        Item::Project => svg("M2.5 5.5h11v8h-11zM5.5 5.5v-2h5v2M2.5 9h11"),
        Item::Server => svg("M3 3h10v4H3zM3 9h10v4H3zM5.5 5h.1M5.5 11h.1"),
        Item::Cluster(_) => svg("M8 1.8l5.4 3.1v6.2L8 14.2l-5.4-3.1V4.9zM8 8l5.4-3.1M8 8v6.2M8 8L2.6 4.9"),
        Item::Pool => svg("M2.5 4.5h4l1.5 2h5.5v6h-11zM5 9.5h6"),
        Item::Image => svg("M8 2.5a5.5 5.5 0 100 11 5.5 5.5 0 000-11zM8 6.5a1.5 1.5 0 100 3 1.5 1.5 0 000-3z"),
    }
}

pub fn undo() -> AnyView {
    svg("M6 3L3 6l3 3M3 6h6.5a3.5 3.5 0 010 7H7")
}

pub fn redo() -> AnyView {
    svg("M10 3l3 3-3 3M13 6H6.5a3.5 3.5 0 000 7H9")
}

pub fn close() -> AnyView {
    svg("M4 4l8 8M12 4l-8 8")
}

pub fn bin() -> AnyView {
    svg("M3 4.5h10M6.5 4.5v-2h3v2M4.5 4.5l.5 9h6l.5-9M7 7v4M9 7v4")
}

pub fn up() -> AnyView {
    svg("M8 13V3.5M4 7l4-4 4 4")
}

pub fn warning() -> AnyView {
    svg("M8 2.5l6 11H2zM8 6.5v3.5M8 12h.1")
}

pub fn chevron() -> AnyView {
    svg("M4 6l4 4 4-4")
}

pub fn sun() -> AnyView {
    svg("M8 5a3 3 0 100 6 3 3 0 000-6zM8 1.5v1.2M8 13.3v1.2M1.5 8h1.2M13.3 8h1.2M3.4 3.4l.9.9M11.7 11.7l.9.9M3.4 12.6l.9-.9M11.7 4.3l.9-.9")
}

pub fn moon() -> AnyView {
    svg("M13 9.5A5.5 5.5 0 116.5 3 4.5 4.5 0 0013 9.5z")
}

pub fn half() -> AnyView {
    svg("M8 2.5a5.5 5.5 0 100 11zM8 2.5a5.5 5.5 0 010 11")
}

pub fn copy() -> AnyView {
    svg("M5.5 5.5h7v8h-7zM10.5 5.5v-3h-7v8h2")
}

pub fn terminal() -> AnyView {
    svg("M2 3h12v10H2zM4.5 6l2 2-2 2M8.5 10.5h3")
}

pub fn left_panel() -> AnyView {
    svg("M2 3h12v10H2zM6 3v10")
}

pub fn right_panel() -> AnyView {
    svg("M2 3h12v10H2zM10 3v10")
}

pub fn bottom_panel() -> AnyView {
    svg("M2 3h12v10H2zM2 9.5h12")
}

pub fn brand() -> AnyView {
    view! {
        <svg class="brand-mark" viewBox="0 0 20 20" width="20" height="20" aria-hidden="true">
            <rect x="1" y="1" width="18" height="18" rx="5" fill="var(--accent)"></rect>
            <path d="M5.5 5.5h4v4h-4zM11.5 5.5h3v4h-3zM7.5 9.5v5M13 9.5v5M4.5 14.5h11" fill="none" stroke="#fff" stroke-width="1.5" stroke-linejoin="round" stroke-linecap="round"></path>
        </svg>
    }
    .into_any()
}
