use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::value::{Name, Size, Subnet, Version};

/// What Magnum's cluster template and its Cluster API driver are told.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Magnum {
    /// The machine that carries the management cluster.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub management: Option<Name>,
    /// The version of magnum-cluster-api.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub driver_version: Option<Name>,
    /// What connects the pods (`network_driver`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub network_driver: Option<Name>,
    /// A load balancer stands before the control plane (`master_lb_enabled`).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub master_load_balancer: bool,
    /// The provider of load balancers: `amphora` or `ovn`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub octavia_provider: Option<Name>,
    /// How it chooses, such as `SOURCE_IP_PORT`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub load_balancer_algorithm: Option<Name>,
    /// The pods' network; 10.100.0.0/16 where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pod_network: Option<Subnet>,
    /// The services' network; 10.254.0.0/16 where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service_network: Option<Subnet>,
    /// The pods' network of the management cluster (`cilium_ipv4_cidr`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub management_pod_network: Option<Subnet>,
    /// The size of boot volumes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub boot_volume: Option<Size>,
    /// The release of Kubernetes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kube_tag: Option<Name>,
    /// The certificate authority of the endpoints, as a path on the hosts of Magnum.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ca_file: Option<String>,
    /// The release of clusterctl; the one that the playbooks were tried with where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clusterctl_version: Option<Version>,
    /// The release of Cluster API; the one that the playbooks were tried with where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cluster_api_version: Option<Version>,
    /// The release of its provider for OpenStack; the one that the playbooks were tried with where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub infrastructure_version: Option<Version>,
    /// The release of Kubernetes of the management cluster; the playbooks' own where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub management_version: Option<Version>,
    /// Connections that the hosts of the management cluster track (`openstack_host_nf_conntrack_max`); 1572864 where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub conntrack_max: Option<u32>,
    /// The port of magnum-cluster-api-proxy; 44355 where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proxy_port: Option<u16>,
    /// magnum-cluster-api-proxy reaches clusters without a floating IP.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub proxy: bool,
}
