//! Copying, with a word that it was done.

use std::time::Duration;

use leptos::prelude::*;

use super::icon;

/// A button that copies a text; `label` says what.
#[component]
pub fn CopyButton(#[prop(into)] text: Signal<String>, label: &'static str, #[prop(optional)] wordless: bool) -> impl IntoView {
    let copied = RwSignal::new(false);
    let copy = move |_| {
        drop(window().navigator().clipboard().write_text(&text.get_untracked()));
        copied.set(true);
        let end = move || {
            copied.try_set(false);
        };
        set_timeout(end, Duration::from_secs(2));
    };
    let words = move || if copied.get() { "Copied" } else { "Copy" };
    view! {
        <button class="btn quiet small copy" title=label aria-label=label on:click=copy>
            {icon::copy()}
            {move || (!wordless || copied.get()).then(|| view! { <span aria-live="polite">{words}</span> })}
        </button>
    }
}
