use schemars::JsonSchema;
use serde::Serialize;

use crate::{
    capacity::demand::Quotable,
    diagnostic::Subject,
    value::{Name, Ratio, Size},
};

/// What is held and claimed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum Quantity {
    /// CPUs: hardware threads of the host, virtual ones of machines.
    Vcpus,
    Memory,
    /// What is written on the medium at once.
    Disk,
    /// What volumes take once they are full.
    DiskGrown,
    /// What a quota limits.
    #[serde(untagged)]
    Quota(Quotable),
}

impl Quantity {
    pub fn as_str(self) -> &'static str {
        match self {
            Quantity::Vcpus => "vCPUs",
            Quantity::Memory => "memory",
            Quantity::Disk => "disk now",
            Quantity::DiskGrown => "disk grown",
            Quantity::Quota(Quotable::FloatingIps) => "floating IPs",
            Quantity::Quota(Quotable::ServerGroups) => "server groups",
            Quantity::Quota(Quotable::ServerGroupMembers) => "members of a server group",
            Quantity::Quota(Quotable::SecurityGroups) => "security groups",
            Quantity::Quota(Quotable::SecurityGroupRules) => "security group rules",
            Quantity::Quota(Quotable::VolumeStorage) => "volume storage",
            Quantity::Quota(Quotable::LoadBalancers) => "load balancers",
            Quantity::Quota(quotable) => quotable.key(),
        }
    }

    pub fn unit(self) -> Unit {
        match self {
            Quantity::Vcpus => Unit::Count,
            Quantity::Memory | Quantity::Disk | Quantity::DiskGrown => Unit::Bytes,
            Quantity::Quota(quotable) if quotable.is_size() => Unit::Bytes,
            Quantity::Quota(_) => Unit::Count,
        }
    }
}

/// How amounts are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum Unit {
    Count,
    Bytes,
}

impl Unit {
    /// An amount for people.
    pub fn show(self, amount: u64) -> String {
        match self {
            Unit::Count => amount.to_string(),
            Unit::Bytes => Size::from_bytes(amount).human(),
        }
    }
}

/// One resource of a holder: what there is and who claims it. Amounts are counts or bytes, as `unit` says.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Budget {
    pub resource: Quantity,
    pub unit: Unit,
    /// What there is; absent when unknown, and where there is no limit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub capacity: Option<u64>,
    /// There is no limit.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub is_unlimited: bool,
    /// Where the capacity is written: a field of the lab, the host's facts, or the source of a default.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub capacity_from: Option<String>,
    /// What stays with the holder itself.
    pub reserved: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reserved_from: Option<String>,
    /// How much may be claimed for each unit that is left after the reserve; absent where nothing may be promised twice.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ratio: Option<Ratio>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ratio_from: Option<String>,
    /// The most that may be claimed: capacity less reserve, times the ratio. Absent when unknown or unlimited.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit: Option<u64>,
    /// What is claimed for good.
    pub claimed: u64,
    /// The same at the worst moment: with what is there only while one of the clusters is installed.
    pub peak: u64,
    /// How many claims are of unknown amount: what is claimed is at least the sum.
    #[serde(skip_serializing_if = "is_zero")]
    pub unknown: usize,
    /// The limit less the peak; negative where more is claimed than may be.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub free: Option<i64>,
    pub claims: Vec<Claim>,
    /// What machines of other labs claim beyond all that, once they run: they are off now.
    #[serde(skip_serializing_if = "is_nothing")]
    pub asleep: u64,
}

fn is_nothing(amount: &u64) -> bool {
    *amount == 0
}

fn is_zero(count: &usize) -> bool {
    *count == 0
}

/// Who claims a part of a budget.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Claim {
    pub by: Claimant,
    pub name: String,
    /// Where it stands in the lab; absent for what is not the lab's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subject: Option<Subject>,
    /// The other lab that it belongs to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lab: Option<Name>,
    /// Absent when unknown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub amount: Option<u64>,
    /// The cluster during whose installation only it is there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub during: Option<Name>,
}

/// What claims.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Claimant {
    /// A machine of the lab.
    Machine,
    /// A disk of a machine of the lab.
    Disk,
    /// The copy of a base image.
    Image,
    /// A server or a cluster's node.
    Guest,
    /// A cluster, with all that is made for it.
    Cluster,
    /// What a project has before servers.
    Project,
    /// The servers of a project.
    Servers,
    /// A domain or volume that is not this lab's.
    Other,
    /// Files beside the volumes that are known.
    Files,
}

impl Claim {
    pub fn new(by: Claimant, name: impl Into<String>, amount: Option<u64>) -> Self {
        Claim { by, name: name.into(), subject: None, lab: None, amount, during: None }
    }

    pub fn at(self, subject: Subject) -> Self {
        Claim { subject: Some(subject), ..self }
    }
}

impl Budget {
    /// A budget of unknown capacity.
    pub(super) fn new(resource: Quantity) -> Self {
        Budget {
            resource,
            unit: resource.unit(),
            capacity: None,
            is_unlimited: false,
            capacity_from: None,
            reserved: 0,
            reserved_from: None,
            ratio: None,
            ratio_from: None,
            limit: None,
            claimed: 0,
            peak: 0,
            unknown: 0,
            free: None,
            claims: Vec::new(),
            asleep: 0,
        }
    }

    pub(super) fn holds(self, capacity: u64, from: impl Into<String>) -> Self {
        Budget { capacity: Some(capacity), capacity_from: Some(from.into()), ..self }
    }

    pub(super) fn unlimited(self, from: impl Into<String>) -> Self {
        Budget { is_unlimited: true, capacity_from: Some(from.into()), ..self }
    }

    pub(super) fn reserves(self, reserved: u64, from: impl Into<String>) -> Self {
        Budget { reserved, reserved_from: Some(from.into()), ..self }
    }

    pub(super) fn promises(self, ratio: Ratio, from: impl Into<String>) -> Self {
        Budget { ratio: Some(ratio), ratio_from: Some(from.into()), ..self }
    }

    /// Adds up the claims: those that are there for good, and beside them those of the one cluster whose installation takes most.
    pub(super) fn claimed_by(self, claims: Vec<Claim>) -> Self {
        let sum = |claims: &mut dyn Iterator<Item = &Claim>| claims.filter_map(|claim| claim.amount).fold(0u64, u64::saturating_add);
        let claimed = sum(&mut claims.iter().filter(|claim| claim.during.is_none()));
        let mut installs: Vec<&Name> = claims.iter().filter_map(|claim| claim.during.as_ref()).collect();
        installs.sort_unstable();
        installs.dedup();
        let during = |name: &Name| sum(&mut claims.iter().filter(|claim| claim.during.as_ref() == Some(name)));
        let most = installs.into_iter().map(during).max().unwrap_or(0);
        let peak = claimed.saturating_add(most);
        self.with(claims, claimed, peak)
    }

    /// Takes claims whose sums are known.
    pub(super) fn with(mut self, claims: Vec<Claim>, claimed: u64, peak: u64) -> Self {
        let left = self.capacity.map(|capacity| capacity.saturating_sub(self.reserved));
        self.limit = left.map(|left| self.ratio.map_or(left, |ratio| ratio.of(left)));
        self.unknown = claims.iter().filter(|claim| claim.amount.is_none()).count();
        let difference = |limit: u64| i128::from(limit) - i128::from(peak);
        self.free = self.limit.map(|limit| difference(limit).clamp(i64::MIN.into(), i64::MAX.into()) as i64);
        (self.claims, self.claimed, self.peak) = (claims, claimed, peak);
        self
    }

    /// What is claimed at the peak for each unit there is.
    pub fn load(&self) -> Option<f64> {
        let capacity = self.capacity.filter(|capacity| *capacity > 0)?;
        Some(self.peak as f64 / capacity as f64)
    }

    /// Whether more is claimed than may be.
    pub fn is_over(&self) -> bool {
        self.free.is_some_and(|free| free < 0)
    }
}
