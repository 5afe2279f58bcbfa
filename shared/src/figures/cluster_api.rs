use serde::Deserialize;

use super::Figure;

/// Cluster API: how it replaces nodes.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ClusterApi {
    /// Nodes that a rolling update of a control plane makes beyond those that there are.
    pub control_plane_surge: Figure<u32>,
    /// The same of workers.
    pub worker_surge: Figure<u32>,
}
