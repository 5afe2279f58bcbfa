//! A plan as the page looks at it. What a step carries stays a plain value: it is shown and sent back by its digest, never acted on here,
//! and the readers of all the kinds of step would be a tenth of the page.

use std::collections::BTreeMap;

use labwright_shared::{
    diagnostic::Severity,
    plan::{Action, Layer, Purpose, Resource, ResourceKind},
    run::{RunState, StepPhase},
};
use serde::Deserialize;
use serde_json::Value;

/// [`labwright_shared::plan::Plan`] as far as it is shown.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Plan {
    pub lab: String,
    #[serde(default)]
    pub scale: Option<String>,
    pub purpose: Purpose,
    pub steps: Vec<Step>,
}

/// [`labwright_shared::plan::Step`] with its data as it was sent.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Step {
    pub id: String,
    pub action: Action,
    pub resource: Resource,
    pub reason: String,
    #[serde(default)]
    pub needs: Vec<String>,
    pub expected_secs: u32,
    #[serde(default)]
    pub destructive: bool,
    #[serde(default)]
    pub foreign: bool,
    #[serde(default)]
    pub data: Value,
}

/// [`labwright_shared::api::PlanAnswer`], of whose findings the words suffice.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct PlanAnswer {
    pub plan: Plan,
    pub digest: String,
    pub yaml: String,
    pub report: Told,
}

#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Told {
    pub diagnostics: Vec<ToldFinding>,
}

#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct ToldFinding {
    pub severity: Severity,
    pub message: String,
    pub help: String,
}

impl Plan {
    /// The steps that do something.
    pub fn changes(&self) -> impl Iterator<Item = &Step> {
        self.steps.iter().filter(|step| step.action != Action::None)
    }

    pub fn is_empty(&self) -> bool {
        self.changes().next().is_none()
    }

    /// The longest way through the graph, as the core reckons it.
    pub fn expected_secs(&self) -> u32 {
        let mut done_at: BTreeMap<&str, u32> = BTreeMap::new();
        for step in &self.steps {
            let begins = step.needs.iter().filter_map(|need| done_at.get(need.as_str())).max().copied().unwrap_or(0);
            done_at.insert(&step.id, begins + step.expected_secs);
        }
        done_at.values().max().copied().unwrap_or(0)
    }

    /// Done steps, and all that do something.
    pub fn progress(&self, state: &RunState) -> (usize, usize) {
        let is_done = |step: &&Step| state.steps.get(&step.id).is_some_and(|state| state.phase == StepPhase::Done);
        (self.changes().filter(is_done).count(), self.changes().count())
    }
}

impl Step {
    pub fn layer(&self) -> Layer {
        match self.resource.kind {
            ResourceKind::Bridge | ResourceKind::Network | ResourceKind::Pool => Layer::L0,
            ResourceKind::Volume | ResourceKind::Domain => Layer::L1,
        }
    }
}

#[cfg(test)]
pub mod tests {
    use super::*;
    use labwright_shared::{plan, yaml};

    const PLAN: &str = "apiVersion: labwright.dev/v1alpha1\nkind: Plan\nlab: l\nlabDigest: 0000000000000000000000000000000000000000000000000000000000000000\ninstance: {id: i}\npurpose: apply\nsteps:\n- {id: volume.create/a, action: create, resource: {kind: volume, name: p/a, record: 'machines[a]'}, reason: r, expectedSecs: 1}\n- {id: domain.define/a, action: create, resource: {kind: domain, name: a, record: 'machines[a]'}, reason: r, needs: [volume.create/a], expectedSecs: 3, data: {domain.start: {name: a, uuid: 00000000-0000-8000-8000-000000000000}}}\n- {id: domain.define/b, action: create, resource: {kind: domain, name: b, record: 'machines[b]'}, reason: r, expectedSecs: 1}\n";

    fn core() -> plan::Plan {
        yaml::from_str(PLAN).unwrap()
    }

    /// The plan as the server sends it.
    pub fn plan() -> Plan {
        serde_json::from_value(serde_json::to_value(core()).unwrap()).unwrap()
    }

    #[test]
    fn it_says_what_the_core_says() {
        let (core, seen) = (core(), plan());
        assert_eq!(seen.expected_secs(), core.expected_secs());
        let state = RunState::default();
        assert_eq!(seen.progress(&state), state.progress(&core));
        assert!(seen.steps.iter().zip(&core.steps).all(|(seen, core)| seen.layer() == core.layer()));
        assert_eq!(seen.steps[1].data["domain.start"]["name"], "a");
    }
}
