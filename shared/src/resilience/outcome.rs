use std::net::IpAddr;

use schemars::JsonSchema;
use serde::Serialize;

use crate::{diagnostic::Subject, value::Name};

/// What is lost with parts of a lab.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Outcome {
    /// What fails.
    pub failed: Vec<Subject>,
    pub effect: Effect,
    /// Machines that do not run any more: they failed, or their system disk did.
    pub machines: Vec<Name>,
    /// Groups that decide by majority and lose members.
    pub majorities: Vec<Majority>,
    /// Ceph clusters that lose OSDs.
    pub data: Vec<Data>,
    /// Virtual addresses that are left, or may be left, without a holder.
    pub addresses: Vec<Address>,
    /// What single machines do and nobody else.
    pub services: Vec<Service>,
    /// Guests on compute nodes that do not run any more.
    pub guests: Vec<LostGuest>,
}

/// How much is lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Effect {
    Nothing,
    /// Something is lost, but everything that was made to survive does.
    Weakened,
    /// It depends on where guests run.
    Depends,
    /// A majority, data, a virtual address or a service is lost.
    Broken,
}

impl Effect {
    pub fn as_str(self) -> &'static str {
        match self {
            Effect::Nothing => "nothing is lost",
            Effect::Weakened => "weakened",
            Effect::Depends => "depends on where guests run",
            Effect::Broken => "broken",
        }
    }
}

/// Whether something survives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    Survives,
    /// It depends on where guests run.
    Depends,
    Lost,
}

/// A group that decides by majority.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Majority {
    pub kind: MajorityKind,
    /// The cluster or the cloud.
    pub of: Name,
    pub subject: Subject,
    pub members: u32,
    /// Members that must be there.
    pub needed: u32,
    /// Members that are lost wherever guests run.
    pub lost_at_least: u32,
    /// The most that can be lost.
    pub lost_at_most: u32,
    pub verdict: Verdict,
    /// Where the number of members that must be there is written.
    pub source: String,
}

/// What decides by majority.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum MajorityKind {
    Etcd,
    CephMonitors,
    Galera,
    Pacemaker,
}

impl MajorityKind {
    pub fn as_str(self) -> &'static str {
        match self {
            MajorityKind::Etcd => "etcd",
            MajorityKind::CephMonitors => "the group of Ceph's monitors",
            MajorityKind::Galera => "Galera",
            MajorityKind::Pacemaker => "Pacemaker",
        }
    }
}

/// The data of a Ceph cluster.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Data {
    /// The cloud.
    pub of: Name,
    pub subject: Subject,
    /// What two copies do not share: `host` or `osd`.
    pub failure_domain: String,
    /// How many of those there are.
    pub domains: u32,
    /// How many lose an OSD.
    pub lost: u32,
    /// Copies of each object.
    pub copies: u32,
    /// Copies that must be there for an object to be served.
    pub min_size: u32,
    /// Of the worst object.
    pub copies_left: u32,
    pub state: DataState,
    /// Enough failure domains are left for all copies to be made again, if they have the room.
    pub can_heal: bool,
    /// Where `minSize` is written.
    pub source: String,
}

/// What becomes of data, in the worst case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum DataState {
    /// All of it is served, with fewer copies.
    Degraded,
    /// Part of it is not served until machines or disks are back.
    Stalled,
    /// Part of it may be gone with its disks.
    Gone,
}

impl DataState {
    pub fn as_str(self) -> &'static str {
        match self {
            DataState::Degraded => "degraded",
            DataState::Stalled => "stalled",
            DataState::Gone => "gone",
        }
    }
}

/// A virtual address.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Address {
    pub address: IpAddr,
    /// What answers there.
    pub what: String,
    /// The cluster or the cloud.
    pub of: Name,
    /// How many could hold it before.
    pub holders: u32,
    pub verdict: Verdict,
}

/// What a single machine does for others.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Service {
    pub what: String,
    /// The cluster or the cloud that it does it for.
    pub of: Name,
    pub machine: Name,
}

/// A guest on a compute node that does not run any more.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct LostGuest {
    pub guest: String,
    pub subject: Subject,
    /// The compute node that it is counted on.
    pub on: Name,
    /// It can be nowhere else: it is forced there, or there is no other compute node.
    pub is_certain: bool,
    /// A compute node that has room for it now.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub again: Option<Name>,
    /// Why none has, in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub homeless: Option<String>,
}

impl Outcome {
    /// The guests for which no compute node that is left has room.
    pub fn homeless(&self) -> impl Iterator<Item = &LostGuest> {
        self.guests.iter().filter(|guest| guest.again.is_none())
    }

    pub(super) fn effect_of(&self) -> Effect {
        let verdicts = self.majorities.iter().map(|majority| majority.verdict).chain(self.addresses.iter().map(|address| address.verdict));
        let states = self.data.iter().map(|data| if data.state == DataState::Degraded { Verdict::Survives } else { Verdict::Lost });
        let services = self.services.iter().map(|_| Verdict::Lost);
        let worst = verdicts.chain(states).chain(services).max();
        match worst {
            Some(Verdict::Lost) => Effect::Broken,
            Some(Verdict::Depends) => Effect::Depends,
            Some(Verdict::Survives) => Effect::Weakened,
            None if self.machines.is_empty() => Effect::Nothing,
            None => Effect::Weakened,
        }
    }
}
