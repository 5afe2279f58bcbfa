use serde::Deserialize;

use super::Figure;

/// How many members of a group must be there for it to decide: members divided by the figure, rounded down, and one more.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Quorum {
    /// Of etcd.
    pub etcd: Figure<u32>,
    /// Of Ceph's monitors.
    pub ceph_monitors: Figure<u32>,
    /// Of Galera.
    pub galera: Figure<u32>,
    /// Of Pacemaker with Corosync.
    pub pacemaker: Figure<u32>,
}
