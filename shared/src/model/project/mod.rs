//! A project of a cloud: who may use it, how much, and what is built in it before servers.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::value::{Name, SecretRef};

use super::Keyed;

mod network;
mod quota;
mod security;

pub use network::{AddressPair, FloatingIp, ProjectNetwork, ProjectPort, ProjectSubnet, Router};
pub use quota::Quota;
pub use security::{Direction, PortSpan, SecurityGroup, SecurityRule, ServerGroup, ServerGroupPolicy};

/// A project of a cloud.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Project {
    /// The project's name.
    pub name: Name,
    /// The first name of a project that was renamed since.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<Name>,
    /// The cloud that it is in.
    pub cloud: Name,
    /// Who may use it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub users: Vec<User>,
    /// Limits; the cloud's defaults where absent.
    #[serde(default, skip_serializing_if = "Quota::is_default")]
    pub quota: Quota,
    /// Sizes of servers that are made for it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub flavors: Vec<super::Flavor>,
    /// Images that are made for it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub images: Vec<super::CloudImage>,
    /// Tenant networks.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub networks: Vec<ProjectNetwork>,
    /// Routers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub routers: Vec<Router>,
    /// Floating IPs that are reserved.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub floating_ips: Vec<FloatingIp>,
    /// Security groups.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub security_groups: Vec<SecurityGroup>,
    /// Ports that are made beforehand, for virtual addresses or servers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ports: Vec<ProjectPort>,
    /// Server groups.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub server_groups: Vec<ServerGroup>,
    /// The key of temporary URLs in the object store (Temp-URL-Key), by reference.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub object_store_key: Option<SecretRef>,
    /// What the project is for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
}

/// A user and the roles that the project gives.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct User {
    /// The name.
    pub name: Name,
    /// Roles in the project, such as `member`, or `_member_` in older releases.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub roles: Vec<String>,
    /// The password, by reference; an existing user where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub password: Option<SecretRef>,
}

impl Keyed for Project {
    fn name(&self) -> &Name {
        &self.name
    }

    fn explicit_id(&self) -> Option<&Name> {
        self.id.as_ref()
    }
}
