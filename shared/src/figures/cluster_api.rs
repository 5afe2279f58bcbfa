use serde::Deserialize;

use crate::value::Subnet;

use super::Figure;

/// Cluster API: how it replaces nodes.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ClusterApi {
    /// Nodes that a rolling update of a control plane makes beyond those that there are.
    pub control_plane_surge: Figure<u32>,
    /// The same of workers.
    pub worker_surge: Figure<u32>,
    /// The pods' network of Magnum's management cluster in OpenStack-Ansible.
    pub management_pod_network: Figure<Subnet>,
    /// The releases that its playbooks were tried with.
    pub clusterctl: Figure<String>,
    pub cluster_api: Figure<String>,
    pub infrastructure: Figure<String>,
    /// Connections that its hosts track.
    pub conntrack_max: Figure<u32>,
    /// The port of its proxy.
    pub proxy_port: Figure<u16>,
}
