use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::value::{Name, Subnet};

/// A security group.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SecurityGroup {
    /// Its name.
    pub name: Name,
    /// What it lets pass.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<SecurityRule>,
}

/// What a security group lets pass.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SecurityRule {
    /// Into the server, or out of it.
    #[serde(default, skip_serializing_if = "Direction::is_default")]
    pub direction: Direction,
    /// The protocol (`tcp`, `udp`, `icmp`, `vrrp`); any where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub protocol: Option<Name>,
    /// The ports; all where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ports: Option<PortSpan>,
    /// The other side; anybody where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remote: Option<Subnet>,
    /// The other side's security group.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remote_group: Option<Name>,
}

/// Ports from `start` to `end`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PortSpan {
    /// The first.
    pub start: u16,
    /// The last.
    pub end: u16,
}

/// Into a server or out of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Direction {
    #[default]
    Ingress,
    Egress,
}

impl Direction {
    pub fn as_str(self) -> &'static str {
        match self {
            Direction::Ingress => "ingress",
            Direction::Egress => "egress",
        }
    }

    pub(crate) fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

/// Servers that are placed with regard to each other.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ServerGroup {
    /// Its name.
    pub name: Name,
    /// How they are placed.
    pub policy: ServerGroupPolicy,
}

/// How the servers of a group are placed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ServerGroupPolicy {
    /// Never on one compute node.
    AntiAffinity,
    /// Apart where that is possible.
    SoftAntiAffinity,
    /// On one compute node.
    Affinity,
    /// Together where that is possible.
    SoftAffinity,
}

impl ServerGroupPolicy {
    pub fn as_str(self) -> &'static str {
        match self {
            ServerGroupPolicy::AntiAffinity => "anti-affinity",
            ServerGroupPolicy::SoftAntiAffinity => "soft-anti-affinity",
            ServerGroupPolicy::Affinity => "affinity",
            ServerGroupPolicy::SoftAffinity => "soft-affinity",
        }
    }
}
