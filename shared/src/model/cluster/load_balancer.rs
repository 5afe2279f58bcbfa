use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::value::Name;

/// The load balancer of a cluster that brings its own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct LoadBalancer {
    /// The machine that runs it.
    pub machine: Name,
    /// What it listens on.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub frontends: Vec<Frontend>,
    /// The port of its own statistics.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stats_port: Option<u16>,
    /// The path on that port whose answer says that the load balancer itself is well (`monitor-uri`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub monitor_path: Option<String>,
}

/// A port that a load balancer passes on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Frontend {
    /// The port.
    pub port: u16,
    /// The nodes behind it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub backends: Vec<Backend>,
    /// How it chooses.
    #[serde(default, skip_serializing_if = "Balance::is_default")]
    pub balance: Balance,
    /// On which layer.
    #[serde(default, skip_serializing_if = "BalancerMode::is_default")]
    pub mode: BalancerMode,
    /// The path whose answer says that a node is well.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub health_path: Option<String>,
}

/// A node behind a load balancer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Backend {
    /// The machine.
    pub machine: Name,
    /// Its port; the same where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub port: Option<u16>,
    /// It leaves once the control plane stands.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub until_bootstrapped: bool,
}

/// How a load balancer chooses.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Balance {
    #[default]
    RoundRobin,
    /// By the client's address, so that a client stays with one node.
    Source,
    LeastConnections,
}

impl Balance {
    pub fn as_str(self) -> &'static str {
        match self {
            Balance::RoundRobin => "round-robin",
            Balance::Source => "source",
            Balance::LeastConnections => "least-connections",
        }
    }

    pub(crate) fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

/// On which layer a load balancer works.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum BalancerMode {
    /// It passes connections on.
    #[default]
    Tcp,
    /// It ends connections and reads requests.
    Http,
}

impl BalancerMode {
    pub fn as_str(self) -> &'static str {
        match self {
            BalancerMode::Tcp => "tcp",
            BalancerMode::Http => "http",
        }
    }

    pub(crate) fn is_default(&self) -> bool {
        *self == Self::default()
    }
}
