use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    model::UpSignal,
    value::{FileName, Mac, Uuid},
};

/// A domain to define.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DomainDefine {
    pub name: String,
    pub uuid: Uuid,
    pub autostart: bool,
    /// libvirt's domain XML, the ownership mark included.
    pub xml: String,
    /// The name that the domain has until now, when the machine was renamed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub renamed_from: Option<String>,
}

/// A domain by name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DomainRef {
    pub name: String,
    pub uuid: Uuid,
}

/// How long to wait for a machine, and for what.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DomainWait {
    pub name: String,
    pub uuid: Uuid,
    pub signal: UpSignal,
    /// The text on the serial console.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub marker: Option<String>,
    /// Where the serial console is kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub console: Option<ConsoleLog>,
    /// The networks and MACs on which a lease counts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub leases: Vec<LeasePlace>,
    pub timeout_secs: u32,
}

/// The volume in which virtlogd keeps a serial console.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ConsoleLog {
    pub pool: String,
    pub name: FileName,
}

/// A network on which a MAC may get a lease.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct LeasePlace {
    pub network: String,
    pub mac: Mac,
}

/// A domain to stop.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DomainStop {
    pub name: String,
    pub uuid: Uuid,
    pub how: StopHow,
    /// How long an orderly shutdown may take before the step fails.
    pub timeout_secs: u32,
}

/// How a domain is stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum StopHow {
    /// The guest is asked by ACPI or its agent.
    Shutdown,
    /// The power is cut.
    PowerOff,
}
