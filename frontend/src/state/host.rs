//! The host that the open lab is built on, as far as it is known: the lab's, unless the server was told another.

use labwright_shared::{
    api::{HostAnswer, paths},
    facts::HostFacts,
};
use leptos::{prelude::*, task::spawn_local};

use serde_json::Value;
use wasm_bindgen::prelude::wasm_bindgen;

use super::{
    App,
    api::{self, Failure},
};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = encodeURIComponent)]
    fn encoded(text: &str) -> String;
}

#[derive(Clone, Debug, PartialEq)]
pub enum HostState {
    Loading,
    Answer(HostAnswer),
    Failed(Failure),
}

#[derive(Clone, Copy)]
pub struct Host {
    pub state: RwSignal<HostState>,
    pub is_asking: RwSignal<bool>,
    /// The URI that was asked about last; that of no lab where absent.
    uri: StoredValue<Option<String>>,
}

impl Host {
    pub fn new() -> Self {
        Host { state: RwSignal::new(HostState::Loading), is_asking: RwSignal::new(false), uri: StoredValue::new(None) }
    }

    /// The facts, if a host is attached.
    pub fn with_facts<T>(&self, look: impl FnOnce(Option<&HostFacts>) -> T) -> T {
        self.state.with(|state| look(facts(state)))
    }

    pub fn with_facts_untracked<T>(&self, look: impl FnOnce(Option<&HostFacts>) -> T) -> T {
        self.state.with_untracked(|state| look(facts(state)))
    }
}

impl Default for Host {
    fn default() -> Self {
        Host::new()
    }
}

fn facts(state: &HostState) -> Option<&HostFacts> {
    match state {
        HostState::Answer(HostAnswer::Attached { facts, .. }) => Some(facts),
        _ => None,
    }
}

/// The answer by its tag. The derived reader of a tagged enum brings a second reader of all the facts with it: 30 KB of the page.
fn answer(mut value: Value) -> Result<HostAnswer, Failure> {
    let mut take = |key: &str| value.get_mut(key).map(Value::take).unwrap_or_default();
    let text = |value: Value| value.as_str().unwrap_or_default().to_owned();
    Ok(match take("state").as_str() {
        Some("attached") => HostAnswer::Attached { uri: text(take("uri")), facts: Box::new(api::typed(take("facts"))?) },
        _ => HostAnswer::Unattached { reason: text(take("reason")) },
    })
}

fn uri(app: App) -> Option<String> {
    app.doc.lab(|lab| lab.host.uri.clone())
}

/// Asks anew when the lab names another host than before.
pub fn follow(app: App) {
    let uri = Memo::new(move |_| uri(app));
    Effect::new(move |before: Option<Option<String>>| {
        let now = uri.get();
        if before.is_some_and(|before| before != now) {
            load(app, false);
        }
        now
    });
}

/// Asks for the host; `fresh` has the facts read anew.
pub fn load(app: App, fresh: bool) {
    app.desk.call(move |desk| (desk.load_host)(app, fresh));
}

/// What [`load`] does, in the part that can read a host's facts.
pub fn load_now(app: App, fresh: bool) {
    if app.host.is_asking.get_untracked() {
        return;
    }
    app.host.is_asking.set(true);
    let asked = untrack(|| uri(app));
    if app.host.uri.with_value(|before| *before != asked) {
        // What is known is of another host.
        app.host.state.set(HostState::Loading);
        app.host.uri.set_value(asked.clone());
    }
    spawn_local(async move {
        let of_lab = asked.as_deref().map(|uri| format!("&uri={}", encoded(uri))).unwrap_or_default();
        let path = format!("{}?fresh={fresh}{of_lab}", paths::HOST);
        let state = match app.server.get(&path).await.and_then(answer) {
            Ok(answer) => HostState::Answer(answer),
            // What was known stays known while the server is away.
            Err(Failure::Unreachable) if app.host.with_facts_untracked(|facts| facts.is_some()) => app.host.state.get_untracked(),
            Err(failure) => HostState::Failed(failure),
        };
        app.host.is_asking.set(false);
        if untrack(|| uri(app)) != asked {
            return load_now(app, fresh);
        }
        if app.host.state.with_untracked(|now| *now != state) {
            app.host.state.set(state);
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_read_as_the_server_writes_them() {
        let facts = include_str!("../../../static/facts/newkvm.facts.yaml");
        let facts: HostFacts = labwright_shared::yaml::from_str(facts).unwrap();
        for state in [
            HostAnswer::Attached { uri: "qemu:///system".to_owned(), facts: Box::new(facts) },
            HostAnswer::Unattached { reason: "none".to_owned() },
        ] {
            assert_eq!(answer(serde_json::to_value(&state).unwrap()).unwrap(), state);
        }
    }
}
