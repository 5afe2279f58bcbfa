use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::value::{IpRange, Uuid};

/// A network to define and start.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NetworkDefine {
    pub name: String,
    pub uuid: Uuid,
    pub autostart: bool,
    /// libvirt's network XML, the ownership mark included.
    pub xml: String,
}

/// A DHCP range to put on a network that is not the lab's own, or to take off it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NetworkDhcp {
    pub name: String,
    /// The ranges as they were when the plan was made.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub before: Vec<IpRange>,
    /// The ranges as they are to be; none switches DHCP off.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub after: Vec<IpRange>,
}

/// A network by name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NetworkRef {
    pub name: String,
}
