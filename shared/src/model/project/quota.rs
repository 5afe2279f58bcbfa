use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::value::{Limit, SizeLimit};

/// Limits of a project. What is absent is at the cloud's default; -1 (without limit) is written `unlimited`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Quota {
    /// Servers. Nova's default is 10.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instances: Option<Limit>,
    /// vCPUs of all servers. Nova's default is 20.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cores: Option<Limit>,
    /// Memory of all servers. Nova's default is 51200 MiB.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub memory: Option<SizeLimit>,
    /// Server groups. Nova's default is 10.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub server_groups: Option<Limit>,
    /// Servers in a group. Nova's default is 10.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub server_group_members: Option<Limit>,
    /// Key pairs of a user. Nova's default is 100.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key_pairs: Option<Limit>,
    /// Networks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub networks: Option<Limit>,
    /// Subnets.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subnets: Option<Limit>,
    /// Ports.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ports: Option<Limit>,
    /// Routers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub routers: Option<Limit>,
    /// Floating IPs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub floating_ips: Option<Limit>,
    /// Security groups.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub security_groups: Option<Limit>,
    /// Rules of all security groups.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub security_group_rules: Option<Limit>,
    /// Volumes. Cinder's default is 10.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub volumes: Option<Limit>,
    /// Size of all volumes. Cinder's default is 1000 GB.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub volume_storage: Option<SizeLimit>,
    /// Load balancers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub load_balancers: Option<Limit>,
    /// Clusters. Magnum's default is 20.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clusters: Option<Limit>,
}

impl Quota {
    pub(crate) fn is_default(&self) -> bool {
        *self == Self::default()
    }
}
