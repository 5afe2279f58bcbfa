//! What the page loads after it is shown, so that it shows soon.
//!
//! A part is a table of functions. What the program reaches by no other way than through that table, the build puts into
//! files of their own (`xtask/src/page/wasm.rs`). A part once loaded stays, and its functions are called like any others.

pub mod desk;
pub mod reader;
pub mod views;

use std::pin::Pin;

use leptos::{prelude::*, task::spawn_local, wasm_split::SplitLoaderError};

use crate::{state::App, ui::on::click};

type Loading<T> = Pin<Box<dyn Future<Output = Result<&'static T, SplitLoaderError>>>>;
type Call<T> = Box<dyn FnOnce(&'static T)>;

enum State<T: 'static> {
    Coming,
    Here(&'static T),
    Missing,
}

/// A part, to hand around.
pub struct Part<T: 'static> {
    state: RwSignal<State<T>>,
    /// What was asked for before the part was there, in its order.
    waiting: StoredValue<Vec<Call<T>>, LocalStorage>,
    load: fn() -> Loading<T>,
}

impl<T> Clone for Part<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Part<T> {}

impl<T: Sync> Part<T> {
    fn new(load: fn() -> Loading<T>) -> Self {
        Part { state: RwSignal::new(State::Coming), waiting: StoredValue::new_local(Vec::new()), load }
    }

    /// The part, if it is there.
    pub fn now(self) -> Option<&'static T> {
        self.state.with_untracked(|state| match state {
            State::Here(table) => Some(*table),
            State::Coming | State::Missing => None,
        })
    }

    /// The part, loaded if need be.
    pub async fn here(self) -> Option<&'static T> {
        if self.now().is_none() {
            // Several may ask; it is loaded once.
            let loaded = (self.load)().await;
            if self.now().is_none() {
                self.arrived(loaded.ok());
            }
        }
        self.now()
    }

    fn arrived(self, table: Option<&'static T>) {
        self.state.set(table.map_or(State::Missing, State::Here));
        if let Some(table) = table {
            let waiting = self.waiting.try_update_value(std::mem::take).unwrap_or_default();
            waiting.into_iter().for_each(|call| call(table));
        }
    }

    /// Calls into the part: now, or as soon as it is there.
    pub fn call(self, act: impl FnOnce(&'static T) + 'static) {
        match self.now() {
            Some(table) => act(table),
            None => {
                self.waiting.update_value(|waiting| waiting.push(Box::new(act)));
                self.fetch();
            }
        }
    }

    fn fetch(self) {
        spawn_local(async move {
            self.here().await;
        });
    }

    /// What the part draws: at once, or as soon as it is there; until then, what is waited for.
    pub fn view(self, draw: impl Fn(&'static T) -> AnyView + Send + 'static) -> AnyView {
        let again = move || {
            self.state.set(State::Coming);
            self.fetch();
        };
        self.drawn(draw, coming, move || missing(Box::new(again)))
    }

    /// The same for what need not be missed: nothing until it is there.
    pub fn view_later(self, draw: impl Fn(&'static T) -> AnyView + Send + 'static) -> AnyView {
        self.drawn(draw, || ().into_any(), || ().into_any())
    }

    fn drawn(
        self,
        draw: impl Fn(&'static T) -> AnyView + Send + 'static,
        coming: impl Fn() -> AnyView + Send + 'static,
        missing: impl Fn() -> AnyView + Send + 'static,
    ) -> AnyView {
        if self.now().is_none() {
            self.fetch();
        }
        let find = move || {
            self.state.with(|state| match state {
                State::Here(table) => Ok(*table),
                State::Coming => Err(coming()),
                State::Missing => Err(missing()),
            })
        };
        (move || find().map_or_else(|waiting| waiting, &draw)).into_any()
    }
}

fn coming() -> AnyView {
    view! { <p class="soft pad" role="status" data-testid="part-coming">"Loading…"</p> }.into_any()
}

fn missing(again: Box<dyn Fn() + Send>) -> AnyView {
    view! {
        <div class="note error" role="alert" data-testid="part-missing">
            <p><b>"This part of the page could not be loaded."</b>" The server did not answer, or it has a newer version of the page. Nothing else is affected."</p>
            <div class="fixes">
                <button class="btn quiet small" data-testid="part-again" on:click=click(again)>"Try again"</button>
                <button class="btn quiet small" on:click=click(|| drop(window().location().reload()))>"Load the page again"</button>
            </div>
        </div>
    }
    .into_any()
}

/// Loads all parts, in the order in which they are needed. What was loaded works without the server, and beside a newer one.
pub fn load_all(app: App) {
    // While the server is asked which labs there are.
    app.reader.fetch();
    // The page is drawn first.
    request_animation_frame(move || {
        spawn_local(async move {
            app.reader.here().await;
            app.desk.here().await;
            app.views.here().await;
        });
    });
}
