//! Lists whose items come and go, each kept while its key is there.

use std::{hash::Hash, sync::Arc};

use leptos::{prelude::*, tachys::view::keyed::SerializableKey};

/// A view for each item, by the item itself. Boxed, so that it is compiled once for a kind of item.
pub fn each<T, V>(items: impl Fn() -> Vec<T> + Send + Sync + 'static, view: impl Fn(T) -> V + Send + Sync + 'static) -> AnyView
where
    T: Clone + Eq + Hash + SerializableKey + Send + Sync + 'static,
    V: IntoAny,
{
    list(Arc::new(items), Arc::new(move |item| view(item).into_any()))
}

#[inline(never)]
fn list<T>(items: Arc<dyn Fn() -> Vec<T> + Send + Sync>, view: Arc<dyn Fn(T) -> AnyView + Send + Sync>) -> AnyView
where
    T: Clone + Eq + Hash + SerializableKey + Send + Sync + 'static,
{
    view! { <For each=move || items() key=Clone::clone children=move |item| view(item) /> }.into_any()
}
