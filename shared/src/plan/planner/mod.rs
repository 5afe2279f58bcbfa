//! Makes a plan from a lab and what the host holds: same input, same bytes; nothing is left to choose at execution.

mod bridges;
mod destroy;
mod domains;
mod durations;
mod fingerprint;
mod index;
mod networks;
mod order;
mod orphans;
mod owned;
mod pools;
mod power;
mod volumes;
mod workbench;

pub use fingerprint::{changed, fingerprint};
pub use owned::{Owned, dhcp_before, dhcp_entry, network_of_dhcp_entry};

use crate::{
    facts::HostFacts,
    model::{ApiVersion, Lab},
    value::{Name, Sha256},
};

use super::{Instance, Plan, PlanKind, Purpose};

use workbench::Workbench;
pub use workbench::assign_macs;

/// What a plan is made from.
pub struct PlanInput<'a> {
    /// The lab, already at its scale.
    pub lab: &'a Lab,
    pub lab_digest: Sha256,
    pub scale: Option<Name>,
    pub instance: &'a Instance,
    pub facts: &'a HostFacts,
    /// What the ledger says is this instance's, or was changed by it.
    pub owned: &'a Owned,
    pub purpose: Purpose,
    /// The machines to start, stop or reboot; all where empty.
    pub machines: &'a [Name],
}

/// Why there can be no plan.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{record}: {message}")]
pub struct PlanProblem {
    /// The record that it is about, such as `machines[undercloud]`.
    pub record: String,
    pub message: String,
}

/// Makes the plan, or names everything that stands against one.
pub fn plan(input: &PlanInput<'_>) -> Result<Plan, Vec<PlanProblem>> {
    let mut bench = Workbench::new(input);
    match input.purpose {
        Purpose::Apply => {
            bridges::plan(&mut bench);
            networks::plan(&mut bench);
            pools::plan(&mut bench);
            volumes::plan(&mut bench);
            domains::plan(&mut bench);
            orphans::plan(&mut bench);
            networks::order_takeovers(&mut bench);
        }
        Purpose::Destroy => destroy::plan(&mut bench),
        Purpose::Start | Purpose::Stop | Purpose::Reboot => power::plan(&mut bench),
    }
    let (steps, touched) = bench.finish()?;
    Ok(Plan {
        api_version: ApiVersion::V1Alpha1,
        kind: PlanKind::Plan,
        lab: input.lab.metadata.name.clone(),
        lab_digest: input.lab_digest,
        scale: input.scale.clone(),
        instance: input.instance.clone(),
        host: None,
        purpose: input.purpose,
        fingerprint: fingerprint(input.instance, input.facts, input.owned, touched),
        steps,
    })
}
