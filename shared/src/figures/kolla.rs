use serde::Deserialize;

use crate::value::Size;

use super::Figure;

/// kolla-ansible's hosts.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Kolla {
    /// Network interfaces of a host.
    pub ports: Figure<u32>,
    /// Memory of a host.
    pub memory: Figure<Size>,
    /// Disk of a host.
    pub disk: Figure<Size>,
    /// Hosts of the group control at least.
    pub controllers: Figure<u32>,
}
