use std::net::IpAddr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    facts::DomainState,
    value::{Mac, Name},
};

use super::Drift;

/// How a built lab stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct LabStatus {
    pub lab: Name,
    /// The instance's id; absent when the lab was never applied.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instance: Option<Name>,
    pub machines: Vec<MachineStatus>,
    /// Where the host differs from the document.
    pub drift: Vec<Drift>,
    /// Why the document could not be applied now, so that it can't be compared with the host either; `drift` is empty then.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub not_comparable: Vec<String>,
    /// Lines for `~/.ssh/config`.
    pub ssh_config: String,
    /// Lines for `/etc/hosts`.
    pub hosts: String,
}

/// How one machine stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct MachineStatus {
    /// The machine's name in the lab.
    pub machine: Name,
    /// The domain's name on the host.
    pub domain: String,
    /// What the domain does; absent when there is none of ours.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<DomainState>,
    pub addresses: Vec<Address>,
}

/// An address of a machine.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Address {
    /// The machine's port.
    pub port: Name,
    /// The network it is on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub network: Option<Name>,
    pub mac: Mac,
    pub address: IpAddr,
    /// Whether the address was seen on the host (a lease, the guest agent), or only stands in the document.
    pub seen: bool,
}

impl LabStatus {
    /// Fills the texts to copy from: names with the first address of each machine.
    pub fn with_texts(mut self) -> Self {
        use std::fmt::Write as _;
        for machine in &self.machines {
            let Some(first) = machine.addresses.iter().max_by_key(|address| address.seen) else { continue };
            let _ = writeln!(self.ssh_config, "Host {}\n  HostName {}", machine.machine, first.address);
            let _ = writeln!(self.hosts, "{} {}", first.address, machine.machine);
        }
        self
    }
}
