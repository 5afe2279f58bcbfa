use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::value::{Name, Size};

/// Where volumes and images of a cloud are kept.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CloudStorage {
    /// A Ceph cluster on the nodes with the role ceph.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ceph: Option<Ceph>,
    /// Room for volumes, where they are not on Ceph.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub volumes: Option<Size>,
    /// The availability zone of volumes; `nova` where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub zone: Option<Name>,
}

impl CloudStorage {
    pub(crate) fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

/// A Ceph cluster.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Ceph {
    /// Copies of each object (`osd_pool_default_size`); 3 where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pool_size: Option<u32>,
    /// How many monitors; one on each controller where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub monitors: Option<u32>,
    /// Memory of each OSD (`osd_memory_target`); 4 GiB where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub osd_memory: Option<Size>,
    /// What two copies must not share.
    #[serde(default, skip_serializing_if = "FailureDomain::is_default")]
    pub failure_domain: FailureDomain,
    /// Placement groups of all pools together.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub placement_groups: Option<u32>,
    /// OSDs run on the compute nodes (hyperconverged).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub colocated: bool,
}

/// What two copies of an object must not share.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum FailureDomain {
    #[default]
    Host,
    Osd,
}

impl FailureDomain {
    pub fn as_str(self) -> &'static str {
        match self {
            FailureDomain::Host => "host",
            FailureDomain::Osd => "osd",
        }
    }

    pub(crate) fn is_default(&self) -> bool {
        *self == Self::default()
    }
}
