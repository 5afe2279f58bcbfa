use serde::Deserialize;

use crate::value::{Ratio, Size};

use super::Figure;

/// Ceph.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Ceph {
    /// Copies of each object.
    pub pool_size: Figure<u32>,
    /// Copies that must be there for an object to be served: all less the copies divided by this, rounded down.
    pub min_size_divisor: Figure<u32>,
    /// Memory that an OSD aims at.
    pub osd_memory: Figure<Size>,
    /// Memory that an OSD does not stay below.
    pub least_osd_memory: Figure<Size>,
    /// Memory of a node for each unit that its OSDs aim at.
    pub headroom: Figure<Ratio>,
    /// Copies of placement groups on an OSD.
    pub placement_groups_per_osd: Figure<u32>,
    /// OSDs that are counted at least.
    pub osds_counted: Figure<u32>,
    /// Memory that Nova must leave to each OSD beside it.
    pub colocated_reserve: Figure<Size>,
}

impl Ceph {
    /// Copies that must be there for an object to be served (`min_size`), where so many are kept.
    pub fn min_size(&self, size: u32) -> u32 {
        size - size.checked_div(self.min_size_divisor.value).unwrap_or(0)
    }
}
