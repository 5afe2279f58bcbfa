use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    model::ApiVersion,
    value::{Cidr, Size, Subnet},
};

use super::{DomainFacts, NetworkFacts, OpenVswitchFacts, PoolFacts};

/// A host as a driver saw it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct HostFacts {
    /// The version of the document format.
    pub api_version: ApiVersion,
    /// What kind of document this is.
    pub kind: FactsKind,
    /// The host's own name.
    pub name: String,
    /// The libvirt connection URI that the facts were read through.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub uri: Option<String>,
    /// When the facts were read, in RFC 3339.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub read_at: Option<String>,
    /// libvirt's version, such as `11.3.0`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub libvirt_version: Option<String>,
    /// The hypervisor's version, such as `10.0.2`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub qemu_version: Option<String>,
    pub cpu: CpuFacts,
    pub memory: MemoryFacts,
    /// NUMA cells, where there is more than one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub numa: Vec<NumaCell>,
    #[serde(default)]
    pub kvm: KvmFacts,
    /// Whether libvirt finds UEFI firmware for machines; absent when unknown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub uefi: Option<bool>,
    /// File systems of a host whose disks can be looked at.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub filesystems: Vec<Filesystem>,
    /// The host's own interfaces that are not libvirt networks, with their addresses; absent when unknown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub interfaces: Option<Vec<HostInterface>>,
    /// Prefixes that the host routes elsewhere than to its own interfaces; absent when unknown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub routes: Option<Vec<Subnet>>,
    #[serde(default, skip_serializing_if = "OpenVswitchFacts::is_unknown")]
    pub open_vswitch: OpenVswitchFacts,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pools: Vec<PoolFacts>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub networks: Vec<NetworkFacts>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub domains: Vec<DomainFacts>,
}

impl HostFacts {
    pub fn pool(&self, name: &str) -> Option<&PoolFacts> {
        self.pools.iter().find(|pool| pool.name == name)
    }

    pub fn network(&self, name: &str) -> Option<&NetworkFacts> {
        self.networks.iter().find(|network| network.name == name)
    }

    pub fn domain(&self, name: &str) -> Option<&DomainFacts> {
        self.domains.iter().find(|domain| domain.name == name)
    }

    /// The file system that holds a path: the one with the longest mount point above it.
    pub fn filesystem_of(&self, path: &str) -> Option<&Filesystem> {
        let holds = |mount: &str| mount == "/" || path == mount || path.strip_prefix(mount).is_some_and(|rest| rest.starts_with('/'));
        self.filesystems.iter().filter(|fs| holds(&fs.mount)).max_by_key(|fs| fs.mount.len())
    }
}

/// The document is a host's facts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum FactsKind {
    HostFacts,
}

/// The host's CPUs, as libvirt's node information gives them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CpuFacts {
    /// Hardware threads that are on.
    pub threads: u32,
    /// CPU model.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
    /// `Intel`, `AMD`, …
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub vendor: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mhz: Option<u32>,
    /// NUMA cells.
    pub numa_cells: u32,
    /// Sockets in each cell.
    pub sockets: u32,
    pub cores_per_socket: u32,
    pub threads_per_core: u32,
}

/// The host's memory.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct MemoryFacts {
    pub total: Size,
    /// Free now, page cache counted as free.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub free: Option<Size>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub swap: Option<Size>,
}

/// A NUMA cell.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NumaCell {
    pub id: u32,
    pub memory: Size,
    pub threads: u32,
}

/// Whether hardware virtualization works, and whether guests may have it too.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct KvmFacts {
    /// Whether libvirt offers domains of type kvm.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub offered: Option<bool>,
    /// Whether a guest under KVM really ran, tried by booting firmware.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub works: Option<bool>,
    /// Whether the user that QEMU runs as may open /dev/kvm.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub permitted: Option<bool>,
    /// Whether nested virtualization is on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nested: Option<bool>,
    /// What was seen, in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
}

/// A mounted file system on the host.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Filesystem {
    pub mount: String,
    /// The device that it lies on, as the kernel numbers it (`8:2`): what is mounted at two places, as a bind mount or a subvolume is, has the
    /// same there. Absent when unknown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device: Option<String>,
    pub total: Size,
    pub free: Size,
}

impl Filesystem {
    /// What it lies on, by which two mounts of the same are known: the device, or where that is not known the mount point.
    pub fn medium(&self) -> &str {
        self.device.as_deref().unwrap_or(&self.mount)
    }
}

/// One of the host's own interfaces.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct HostInterface {
    pub name: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub addresses: Vec<Cidr>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mtu: Option<u32>,
    /// Whether other interfaces can be attached to it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub bridge: bool,
}
