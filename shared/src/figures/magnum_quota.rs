use serde::Deserialize;

use super::Figure;

/// Magnum, its quotas and its Cluster API driver.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct MagnumQuota {
    /// Clusters of a project.
    pub quota_clusters: Figure<u32>,
    /// Server groups of a cluster.
    pub server_groups: Figure<u32>,
}
