//! Who holds what, and who claims it: the roll-up of L2 on L1 on L0.
//!
//! A holder is something that gives resources to others: the host, its NUMA nodes, its pools, the compute nodes and the volume storage
//! of clouds, the quotas of projects. For each resource it has a [`Budget`]: what there is, what stays with the holder, how far it may
//! be promised, and every claim by name. What could not be read is absent, never zero.

mod budget;
mod compute;
mod host;
mod numa;
mod pools;
mod quotas;
mod storage;

use std::fmt;

use schemars::JsonSchema;
use serde::Serialize;

use crate::{capacity::guests::guests, diagnostic::Subject, facts::HostFacts, model::Lab, plan::Instance, value::Name};

use super::{
    demand::demands,
    settle::{Settled, settle},
    site::Site,
};

pub use budget::{Budget, Claim, Claimant, Quantity, Unit};
pub use pools::beside;
pub use storage::osd_disks;

/// What a lab and its host hold and claim, layer by layer.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Account {
    pub lab: Name,
    /// The host's name: its own where its facts are known, otherwise the lab's name for it.
    pub host: String,
    /// Whether the host's facts were known. Without them the host's capacities are unknown.
    pub is_host_known: bool,
    /// The host, its NUMA nodes, its pools, compute nodes, volume storage, quotas: each kind in the lab's order.
    pub holders: Vec<Holder>,
    /// Machines that fit into no NUMA node of the host.
    pub spanning: Vec<Spanning>,
    /// Guests that fit on no compute node of their cloud.
    pub homeless: Vec<Homeless>,
}

/// Something that gives resources to others.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Holder {
    #[serde(flatten)]
    pub id: HolderId,
    /// Where it stands in the lab.
    pub subject: Subject,
    pub budgets: Vec<Budget>,
}

/// Which holder.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct HolderId {
    pub kind: HolderKind,
    /// The host's, pool's, machine's, cloud's or project's name; a NUMA node's number.
    pub name: String,
    /// The cloud that a compute node or a project is in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cloud: Option<Name>,
}

/// What a holder is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum HolderKind {
    /// L0: CPUs and memory.
    Host,
    /// L0: what lies at one memory controller.
    NumaNode,
    /// L0: a storage pool.
    Pool,
    /// L1: a machine that runs guests.
    ComputeNode,
    /// L1: where a cloud keeps volumes.
    VolumeStorage,
    /// L2: what a project may have.
    Quota,
}

impl HolderKind {
    pub fn as_str(self) -> &'static str {
        match self {
            HolderKind::Host => "host",
            HolderKind::NumaNode => "NUMA node",
            HolderKind::Pool => "pool",
            HolderKind::ComputeNode => "compute node",
            HolderKind::VolumeStorage => "volume storage",
            HolderKind::Quota => "quota",
        }
    }

    /// The layer that the holder is in: L0, L1 or L2.
    pub fn layer(self) -> &'static str {
        match self {
            HolderKind::Host | HolderKind::NumaNode | HolderKind::Pool => "L0",
            HolderKind::ComputeNode | HolderKind::VolumeStorage => "L1",
            HolderKind::Quota => "L2",
        }
    }
}

impl fmt::Display for HolderId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.kind.as_str(), self.name)?;
        match &self.cloud {
            Some(cloud) => write!(f, " of {cloud}"),
            None => Ok(()),
        }
    }
}

/// A machine that fits into no NUMA node: its memory or its CPUs lie at two memory controllers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Spanning {
    pub machine: Name,
    pub subject: Subject,
    /// What no node has enough of.
    pub resource: Quantity,
    pub asked: u64,
    /// The most that a node has: empty, or beside the others where it is crowded.
    pub most: u64,
    /// It would fit on an empty node; the lab's other machines leave too little. Then another order may fit.
    pub is_crowded: bool,
}

impl Spanning {
    /// Why it fits into none, in words.
    pub fn because(&self) -> String {
        let show = |amount| match self.resource.unit() {
            Unit::Count => format!("{amount} {}", self.resource.as_str()),
            Unit::Bytes => format!("{} of {}", Unit::Bytes.show(amount), self.resource.as_str()),
        };
        let (asked, most) = (show(self.asked), show(self.most));
        match self.is_crowded {
            true => format!("it has {asked}; beside the other machines a node has {most} left at most"),
            false => format!("it has {asked}; the largest node gives {most}"),
        }
    }
}

/// A guest that fits on no compute node.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Homeless {
    pub guest: String,
    pub subject: Subject,
    pub cloud: Name,
    /// Why, in words.
    pub reason: String,
    /// No other placement has room for all either.
    pub is_certain: bool,
}

/// What a lab and its host hold and claim. `instance` is the build that is meant; absent before the first plan.
pub fn account(lab: &Lab, facts: Option<&HostFacts>, instance: Option<&Instance>) -> Account {
    let site = Site { lab, facts, instance };
    let guests = guests(lab);
    of(&site, &settle(lab, &guests))
}

/// The same where guests have been placed already.
pub(super) fn of(site: &Site<'_>, clouds: &[Settled<'_>]) -> Account {
    let lab = site.lab;
    let demands = demands(lab);
    let (numa, spanning) = numa::holders(site);
    let mut holders = vec![host::holder(site)];
    holders.extend(numa);
    holders.extend(pools::holders(site));
    holders.extend(clouds.iter().flat_map(compute::holders));
    holders.extend(storage::holders(lab, &demands));
    holders.extend(quotas::holders(&demands));
    Account {
        lab: lab.metadata.name.clone(),
        host: site.facts.map_or_else(|| lab.host.name.to_string(), |facts| facts.name.clone()),
        is_host_known: site.facts.is_some(),
        holders,
        spanning,
        homeless: clouds.iter().flat_map(compute::homeless).collect(),
    }
}

/// The machines alone that fit into no NUMA node of the host.
pub fn spanning(site: &Site<'_>) -> Vec<Spanning> {
    numa::holders(site).1
}

impl Account {
    pub fn holder(&self, kind: HolderKind, name: &str) -> Option<&Holder> {
        self.holders.iter().find(|holder| holder.id.kind == kind && holder.id.name == name)
    }
}

impl Holder {
    pub fn budget(&self, resource: Quantity) -> Option<&Budget> {
        self.budgets.iter().find(|budget| budget.resource == resource)
    }
}
