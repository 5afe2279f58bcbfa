use serde::Deserialize;

use crate::value::{Ratio, Size};

use super::Figure;

/// Nova, placement and their quotas.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Nova {
    /// Servers of a project.
    pub quota_instances: Figure<u32>,
    /// vCPUs of a project.
    pub quota_cores: Figure<u32>,
    /// Memory of a project.
    pub quota_memory: Figure<Size>,
    /// Server groups of a project.
    pub quota_server_groups: Figure<u32>,
    /// Servers in a group.
    pub quota_server_group_members: Figure<u32>,
    /// Key pairs of a user.
    pub quota_key_pairs: Figure<u32>,
    /// Guests' vCPUs on each of a node's.
    pub vcpu_ratio: Figure<Ratio>,
    /// Guests' memory for each unit of a node's.
    pub memory_ratio: Figure<Ratio>,
    /// Guests' disk for each unit of a node's.
    pub disk_ratio: Figure<Ratio>,
    /// Memory that stays with a node.
    pub reserved_memory: Figure<Size>,
}
