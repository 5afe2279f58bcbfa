use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::value::{Name, Size};

/// What the host is set to, beyond what libvirt does.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Tuning {
    /// Nested virtualization of the KVM module.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nested: Option<bool>,
    /// The profile that `tuned-adm` activates.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tuned_profile: Option<Name>,
    /// Memory set aside in huge pages; machines get none of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub huge_pages: Option<Size>,
    /// Kernel same-page merging.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ksm: Option<bool>,
    /// Where the host takes its time from.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ntp_servers: Vec<String>,
}

impl Tuning {
    pub(crate) fn is_default(&self) -> bool {
        *self == Self::default()
    }
}
