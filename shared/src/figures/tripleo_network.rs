use serde::Deserialize;

use super::Figure;

/// What TripleO's undercloud expects of its provisioning network.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TripleoNetwork {
    /// How often the scheduler tries a node.
    pub scheduler_max_attempts: Figure<u32>,
    /// Addresses in the DHCP range of ctlplane, at least.
    pub ctlplane_range: Figure<u32>,
    /// The MTU of provisioning and external networks unless the whole path is jumbo.
    pub plain_mtu: Figure<u32>,
    /// The highest UDP port that only root may listen on.
    pub privileged_port: Figure<u16>,
    /// The first port that tripleo-quickstart gives a virtual BMC.
    pub bmc_port: Figure<u16>,
}
