use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::value::{Name, Ratio, Size};

use super::Tuning;

/// L0: the host and how far it may be loaded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Host {
    /// What people call the host.
    pub name: Name,
    /// libvirt connection URI, such as `qemu:///system` or `qemu+ssh://root@host/system`; the program's default where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub uri: Option<String>,
    /// What stays with the host itself.
    #[serde(default)]
    pub reserve: Reserve,
    /// How much may be asked for each unit that the host has.
    #[serde(default)]
    pub overcommit: Overcommit,
    /// What the host is set to, beyond what libvirt does.
    #[serde(default, skip_serializing_if = "Tuning::is_default")]
    pub tuning: Tuning,
}

impl Host {
    /// Memory that machines get none of: the reserve, and huge pages. A domain lives in huge pages only where it asks for them, and Labwright's do not.
    pub fn kept_memory(&self) -> Size {
        self.reserve.memory + self.tuning.huge_pages.unwrap_or_default()
    }
}

impl Default for Host {
    fn default() -> Self {
        Host {
            name: "host".parse().expect("a well-formed name"),
            uri: None,
            reserve: Reserve::default(),
            overcommit: Overcommit::default(),
            tuning: Tuning::default(),
        }
    }
}

/// What stays with the host itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Reserve {
    /// Memory that machines must leave free. 2 GiB by default.
    pub memory: Size,
}

impl Default for Reserve {
    fn default() -> Self {
        Reserve { memory: Size::from_gib(2) }
    }
}

/// How much may be asked for each unit that the host has; more than that is an error.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Overcommit {
    /// Virtual CPUs on one hardware thread. 8 by default.
    #[serde(default = "default_vcpus")]
    pub vcpus: Ratio,
    /// Machine memory for each unit of host memory left after the reserve. 1 by default.
    #[serde(default = "default_memory")]
    pub memory: Ratio,
    /// Virtual disk size for each unit of pool capacity (thin volumes). 4 by default.
    #[serde(default = "default_disk")]
    pub disk: Ratio,
}

fn default_vcpus() -> Ratio {
    Ratio::from_thousandths(8000)
}

fn default_memory() -> Ratio {
    Ratio::ONE
}

fn default_disk() -> Ratio {
    Ratio::from_thousandths(4000)
}

impl Default for Overcommit {
    fn default() -> Self {
        Overcommit { vcpus: default_vcpus(), memory: default_memory(), disk: default_disk() }
    }
}
