use serde::Deserialize;

use crate::value::Subnet;

use super::Figure;

/// Magnum with its Cluster API driver.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Magnum {
    /// The pods' network where nothing is said.
    pub pod_network: Figure<Subnet>,
    /// The services' network where nothing is said.
    pub service_network: Figure<Subnet>,
}
