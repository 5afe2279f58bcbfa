//! What a lab needs over time: the stages of its life one after the other, and a curve for each resource of each holder.
//!
//! The stages are what the lab's records lead to: volumes, machines in the order in which they wait for one another, the machines that a
//! director powers on, images on compute nodes, servers, each cluster's bootstrap, workers, the bootstrap's end, the extra node of a rolling update. A stage at
//! which nothing changes is left out, and so is everything for which there is no figure.

mod build;
mod clusters;
mod images;
mod l0;

use schemars::JsonSchema;
use serde::Serialize;

use crate::{capacity::guests::guests, facts::HostFacts, model::Lab, plan::Instance, value::Name};

use super::{
    account::{self, HolderId, Quantity, Unit},
    demand::demands,
    settle::settle,
    site::Site,
};

use build::Builder;

/// What a lab needs over time.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Profile {
    /// In the order of time.
    pub stages: Vec<Stage>,
    /// In the order of the account's holders; one for each resource that something is claimed of.
    pub curves: Vec<Curve>,
}

/// A stage of a lab's life.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Stage {
    pub kind: StageKind,
    /// The cloud or the cluster that it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub of: Option<Name>,
    /// A few words for an axis.
    pub title: String,
    /// What comes and goes.
    pub what: String,
}

/// What happens at a stage.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum StageKind {
    /// What others claim already.
    Before,
    /// Volumes are made, base images copied.
    Volumes,
    /// Machines start that wait for no later ones.
    Machines,
    /// A director powers its nodes on to look at them.
    Introspection,
    /// The nodes of a cloud run.
    Cloud,
    /// Compute nodes fetch the images of the guests that come next, and convert them.
    Images,
    /// Projects, networks and servers are made.
    Servers,
    /// A cluster's control plane comes up, with its bootstrap where it has one.
    ControlPlane,
    /// A cluster's workers join.
    Workers,
    /// A cluster's bootstrap is gone.
    Installed,
    /// A rolling update makes a node beyond those that there are.
    Update,
    /// The update is over.
    Updated,
}

/// How much of one resource of a holder is claimed over time. Amounts are counts or bytes, as `unit` says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Curve {
    pub holder: HolderId,
    pub resource: Quantity,
    pub unit: Unit,
    /// What there is; absent when unknown or without limit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub capacity: Option<u64>,
    /// The most that may be claimed; absent when unknown or without limit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit: Option<u64>,
    /// The stages at which the amount changes, in their order; before the first it is 0.
    pub steps: Vec<Step>,
    /// The largest amount, and the first stage that has it.
    pub peak: Step,
}

/// An amount from a stage on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Step {
    /// The stage's number, from 0.
    pub stage: usize,
    pub amount: u64,
}

impl Curve {
    /// The amount at a stage.
    pub fn at(&self, stage: usize) -> u64 {
        let later = self.steps.partition_point(|step| step.stage <= stage);
        later.checked_sub(1).map_or(0, |last| self.steps[last].amount)
    }

    /// Whether more is claimed at the peak than may be.
    pub fn is_over(&self) -> bool {
        self.limit.is_some_and(|limit| self.peak.amount > limit)
    }
}

/// What a lab needs over time. `instance` is the build that is meant; absent before the first plan.
pub fn profile(lab: &Lab, facts: Option<&HostFacts>, instance: Option<&Instance>) -> Profile {
    let site = Site { lab, facts, instance };
    let guests = guests(lab);
    let clouds = settle(lab, &guests);
    let account = account::of(&site, &clouds);
    let mut builder = Builder::new(&account);
    l0::before(&mut builder);
    l0::volumes(&mut builder);
    l0::machines(&mut builder, lab);
    for cloud in lab.clouds.iter() {
        l0::cloud(&mut builder, lab, cloud);
    }
    let demands = demands(lab);
    clusters::servers(&mut builder, lab, &clouds, &demands);
    for cluster in lab.clusters.iter() {
        clusters::installation(&mut builder, lab, cluster, &clouds, &demands);
        clusters::update(&mut builder, lab, cluster, &clouds, &demands);
    }
    builder.finish()
}
