//! TripleO's roles, as several files name them (tripleo-heat-templates, roles/).

use crate::model::{Cloud, PlanePurpose, Role};

/// What TripleO calls a role.
pub struct TripleoRole {
    /// As in roles_data.yaml.
    pub name: &'static str,
    /// The parameter of its flavor.
    pub flavor: &'static str,
    /// Options of `openstack overcloud deploy` up to Queens.
    pub scale_option: &'static str,
    pub flavor_option: &'static str,
    /// What stands in its nodes' names.
    pub host: &'static str,
    /// Its file of NIC configuration.
    pub nics: &'static str,
    /// The networks that its nodes stand on beside ctlplane.
    pub networks: &'static [PlanePurpose],
}

use PlanePurpose::{External, InternalApi, Storage, StorageManagement, Tenant};

const CONTROLLER: TripleoRole = TripleoRole {
    name: "Controller",
    flavor: "OvercloudControllerFlavor",
    scale_option: "--control-scale",
    flavor_option: "--control-flavor",
    host: "controller",
    nics: "controller.yaml",
    networks: &[External, InternalApi, Storage, StorageManagement, Tenant],
};
const COMPUTE: TripleoRole = TripleoRole {
    name: "Compute",
    flavor: "OvercloudComputeFlavor",
    scale_option: "--compute-scale",
    flavor_option: "--compute-flavor",
    host: "novacompute",
    nics: "compute.yaml",
    networks: &[InternalApi, Tenant, Storage],
};
const COMPUTE_HCI: TripleoRole = TripleoRole {
    name: "ComputeHCI",
    flavor: "OvercloudComputeHCIFlavor",
    host: "computehci",
    nics: "computehci.yaml",
    networks: &[InternalApi, Tenant, Storage, StorageManagement],
    ..COMPUTE
};
const CEPH: TripleoRole = TripleoRole {
    name: "CephStorage",
    flavor: "OvercloudCephStorageFlavor",
    scale_option: "--ceph-storage-scale",
    flavor_option: "--ceph-storage-flavor",
    host: "cephstorage",
    nics: "ceph-storage.yaml",
    networks: &[Storage, StorageManagement],
};

/// What TripleO calls a role of a cloud; the others are none of an overcloud's.
pub fn of(cloud: &Cloud, role: Role) -> Option<TripleoRole> {
    match role {
        Role::Controller => Some(CONTROLLER),
        Role::Compute if is_hyperconverged(cloud) => Some(COMPUTE_HCI),
        Role::Compute => Some(COMPUTE),
        Role::Ceph => Some(CEPH),
        _ => None,
    }
}

/// Whether compute nodes carry Ceph's disks.
pub fn is_hyperconverged(cloud: &Cloud) -> bool {
    cloud.storage.ceph.as_ref().is_some_and(|ceph| ceph.colocated)
}

/// The name of the overcloud's stack, which begins its nodes' names.
pub fn stack(cloud: &Cloud) -> &str {
    cloud.name.as_str()
}
