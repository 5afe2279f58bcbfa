use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::value::Name;

/// What a machine boots from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Boot {
    /// The first disk.
    #[default]
    Disk,
    /// An ISO image, once; then the first disk.
    Iso(IsoBoot),
    /// A kernel and an initial RAM disk, given by the host.
    Kernel(KernelBoot),
    /// A port, then the first disk.
    Pxe(PxeBoot),
}

/// Boot of an installation medium.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct IsoBoot {
    /// The ISO image.
    pub image: Name,
    /// A kickstart file for Anaconda, on a second medium labelled OEMDRV, where the installer looks for it by itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kickstart: Option<String>,
    /// Autoinstall data for Subiquity, on a second medium labelled CIDATA.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub autoinstall: Option<String>,
}

/// Direct boot of a kernel.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct KernelBoot {
    /// The kernel image.
    pub kernel: Name,
    /// The initial RAM disk.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub initrd: Option<Name>,
    /// The kernel's arguments.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub args: Option<String>,
}

/// Boot over the network.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PxeBoot {
    /// The port to boot from; the first one where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub port: Option<Name>,
}
