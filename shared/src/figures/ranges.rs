use serde::Deserialize;

use crate::value::Subnet;

use super::Figure;

/// Prefixes that software takes unless told otherwise.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Ranges {
    /// libvirt's own network `default`.
    pub libvirt_default: Figure<Subnet>,
    /// Docker's bridge docker0.
    pub docker: Figure<Subnet>,
    /// OVN-Kubernetes' join network.
    pub ovn_join: Figure<Subnet>,
    /// OVN-Kubernetes' transit network.
    pub ovn_transit: Figure<Subnet>,
    /// Pods of Magnum's Cluster API driver.
    pub magnum_pods: Figure<Subnet>,
    /// Services of Magnum's Cluster API driver.
    pub magnum_services: Figure<Subnet>,
    /// OpenStack-Ansible's management network.
    pub osa_management: Figure<Subnet>,
    /// Pods of the management cluster of openstack-ansible-ops' mcapi_vexxhost.
    pub osa_cilium: Figure<Subnet>,
}
