//! The host that the server builds on, as far as it is known.

use labwright_shared::{
    api::{HostAnswer, paths},
    facts::HostFacts,
};
use leptos::{prelude::*, task::spawn_local};

use serde_json::Value;

use super::{
    App,
    api::{self, Failure},
};

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
}

impl Host {
    pub fn new() -> Self {
        Host { state: RwSignal::new(HostState::Loading), is_asking: RwSignal::new(false) }
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
    spawn_local(async move {
        let path = if fresh { format!("{}?fresh=true", paths::HOST) } else { paths::HOST.to_owned() };
        let state = match app.server.get(&path).await.and_then(answer) {
            Ok(answer) => HostState::Answer(answer),
            // What was known stays known while the server is away.
            Err(Failure::Unreachable) if app.host.with_facts_untracked(|facts| facts.is_some()) => app.host.state.get_untracked(),
            Err(failure) => HostState::Failed(failure),
        };
        app.host.is_asking.set(false);
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
