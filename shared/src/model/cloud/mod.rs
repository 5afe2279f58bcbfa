//! A cloud: how it is deployed, what it can carry, what everybody in it sees.

use std::net::IpAddr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::value::{Name, Ratio, Size};

use super::Keyed;

mod deployment;
mod endpoints;
mod networking;
mod offer;
mod plane;
mod storage;

pub use deployment::{DeployFile, Deployment, Director, Kolla, OpenStackAnsible, RoleCount, Setting};
pub use endpoints::{Endpoints, Tls};
pub use networking::{ExternalNetwork, Firewall, NetworkDriver, Networking, Overlay, VlanRange};
pub use offer::{CloudImage, Flavor, ImageFormat, Property};
pub use plane::{Plane, PlanePurpose};
pub use storage::{Ceph, CloudStorage, FailureDomain};

/// OpenStack on machines of the lab, or a cloud that is already there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Cloud {
    /// The cloud's name, as in clouds.yaml.
    pub name: Name,
    /// The first name of a cloud that was renamed since.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<Name>,
    /// How the cloud comes to be.
    #[serde(default)]
    pub deployment: Deployment,
    /// OpenStack's release, such as `queens`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub release: Option<Name>,
    /// The machines that form it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub nodes: Vec<CloudNode>,
    /// What compute nodes give to guests.
    #[serde(default, skip_serializing_if = "Compute::is_default")]
    pub compute: Compute,
    /// The networks between the nodes: internal API, tenant tunnels, storage.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub planes: Vec<Plane>,
    /// How guests are connected.
    #[serde(default, skip_serializing_if = "Networking::is_default")]
    pub networking: Networking,
    /// Where its services answer.
    #[serde(default, skip_serializing_if = "Endpoints::is_default")]
    pub endpoints: Endpoints,
    /// OpenStack services beyond Keystone, Glance, Nova, Neutron and Placement.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub services: Vec<Service>,
    /// Where volumes and images are kept.
    #[serde(default, skip_serializing_if = "CloudStorage::is_default")]
    pub storage: CloudStorage,
    /// Networks that lead out of the cloud.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub external_networks: Vec<ExternalNetwork>,
    /// Sizes of servers that all projects may use.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub flavors: Vec<Flavor>,
    /// Images that all projects may use.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub images: Vec<CloudImage>,
    /// What the cloud is for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
}

/// A machine as a node of a cloud.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CloudNode {
    /// The machine.
    pub machine: Name,
    /// What the node is; the machine's own role where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<super::Role>,
    /// The name that the deployment gives it, where that differs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hostname: Option<Name>,
    /// Its address on the provisioning network, where it is known: tunnels end there, unless they have a plane of their own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<IpAddr>,
    /// The machine's disk that the system goes to (Ironic's root device hint); Ironic chooses where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub root_disk: Option<Name>,
}

/// What compute nodes give to guests.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Compute {
    /// Guests' vCPUs on each of a node's (`cpu_allocation_ratio`); Nova's default where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub vcpu_ratio: Option<Ratio>,
    /// Guests' memory for each unit of a node's (`ram_allocation_ratio`); Nova's default where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub memory_ratio: Option<Ratio>,
    /// Guests' local disk for each unit of a node's (`disk_allocation_ratio`); Nova's default where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub disk_ratio: Option<Ratio>,
    /// Memory that stays with a node itself (`reserved_host_memory_mb`); Nova's default where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reserved_memory: Option<Size>,
    /// How guests are run.
    #[serde(default, skip_serializing_if = "VirtType::is_default")]
    pub virt_type: VirtType,
    /// The CPU that guests see.
    #[serde(default, skip_serializing_if = "GuestCpu::is_default")]
    pub cpu_mode: GuestCpu,
}

impl Compute {
    pub(crate) fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

/// How Nova runs guests.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum VirtType {
    /// With KVM, which needs nesting.
    #[default]
    Kvm,
    /// Emulated.
    Qemu,
}

impl VirtType {
    pub fn as_str(self) -> &'static str {
        match self {
            VirtType::Kvm => "kvm",
            VirtType::Qemu => "qemu",
        }
    }

    pub(crate) fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

/// The CPU that Nova shows its guests (`cpu_mode`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum GuestCpu {
    #[default]
    HostModel,
    HostPassthrough,
    Custom,
    /// QEMU's default model.
    None,
}

impl GuestCpu {
    pub fn as_str(self) -> &'static str {
        match self {
            GuestCpu::HostModel => "host-model",
            GuestCpu::HostPassthrough => "host-passthrough",
            GuestCpu::Custom => "custom",
            GuestCpu::None => "none",
        }
    }

    pub(crate) fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

/// An OpenStack service.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Service {
    Barbican,
    Cinder,
    Designate,
    Heat,
    Horizon,
    Ironic,
    Magnum,
    Manila,
    Octavia,
    Swift,
}

impl Service {
    pub fn as_str(self) -> &'static str {
        match self {
            Service::Barbican => "barbican",
            Service::Cinder => "cinder",
            Service::Designate => "designate",
            Service::Heat => "heat",
            Service::Horizon => "horizon",
            Service::Ironic => "ironic",
            Service::Magnum => "magnum",
            Service::Manila => "manila",
            Service::Octavia => "octavia",
            Service::Swift => "swift",
        }
    }
}

impl Keyed for Cloud {
    fn name(&self) -> &Name {
        &self.name
    }

    fn explicit_id(&self) -> Option<&Name> {
        self.id.as_ref()
    }
}
