//! Handlers and effects of one type each: the page has a hundred, and their plumbing is then compiled once and not a hundred times.

use leptos::{ev::MouseEvent, prelude::*};

/// What a press does.
pub fn click(mut act: impl FnMut() + 'static) -> Box<dyn FnMut(MouseEvent)> {
    Box::new(move |_| act())
}

/// An effect that needs no value of its last run.
pub fn effect(act: impl FnMut() + 'static) {
    let mut act: Box<dyn FnMut()> = Box::new(act);
    Effect::new(move |_| act());
}
