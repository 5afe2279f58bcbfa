use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::value::{Name, SecretRef};

/// cloud-init data for a machine, handed over on a NoCloud medium.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Seed {
    /// The guest's host name; the machine's name where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hostname: Option<Name>,
    /// Public keys that may log in.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ssh_keys: Vec<String>,
    /// The default user's password, by reference.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub password: Option<SecretRef>,
    /// User data as it is (`#cloud-config` or a script); made from the fields above where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_data: Option<String>,
    /// Network configuration, version 2; made from the ports where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub network_config: Option<String>,
}
