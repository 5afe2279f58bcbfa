use serde::Deserialize;

use crate::value::{Size, Subnet, Version};

use super::Figure;

/// OpenShift and OKD: ports, names, networks and sizes of a cluster.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Openshift {
    /// The port of the Kubernetes API.
    pub api_port: Figure<u16>,
    /// The port of the machine config server.
    pub machine_config_port: Figure<u16>,
    /// The port of plain requests to the router.
    pub http_port: Figure<u16>,
    /// The port of TLS to the router.
    pub https_port: Figure<u16>,
    /// The port among etcd members, as SRV records name it.
    pub etcd_peer_port: Figure<u16>,
    /// The port of the kubelet on every node.
    pub kubelet_port: Figure<u16>,
    /// The port of a registry where none is given.
    pub registry_port: Figure<u16>,
    /// The port of the server of ignition files where none is given.
    pub ignition_port: Figure<u16>,
    /// The port of the router's own statistics.
    pub router_stats_port: Figure<u16>,
    /// The first release without SRV records for etcd.
    pub etcd_srv_until: Figure<Version>,
    /// The most characters of a cluster's name.
    pub name_length: Figure<usize>,
    /// The most characters of the name of a cluster on OpenStack while its nodes were found by multicast DNS.
    pub short_name_length: Figure<usize>,
    /// The first release with that limit.
    pub short_name_since: Figure<Version>,
    /// The first release without it.
    pub short_name_until: Figure<Version>,
    /// The first release that needs x86-64-v2.
    pub microarchitecture_since: Figure<Version>,
    /// CPU models of QEMU below x86-64-v2.
    pub old_cpu_models: Figure<Vec<String>>,
    /// The first release that does not install OpenShiftSDN.
    pub sdn_until: Figure<Version>,
    /// The first release that does not install Kuryr.
    pub kuryr_until: Figure<Version>,
    /// The first release that takes OVN-Kubernetes where nothing is said.
    pub ovn_default_since: Figure<Version>,
    /// The nodes' network where nothing is said.
    pub machine_network: Figure<Subnet>,
    /// The pods' network where nothing is said.
    pub pod_network: Figure<Subnet>,
    /// The services' network where nothing is said.
    pub service_network: Figure<Subnet>,
    /// OVN-Kubernetes' join network.
    pub join_network: Figure<Subnet>,
    /// OVN-Kubernetes' transit network.
    pub transit_network: Figure<Subnet>,
    /// The first release that has a transit network.
    pub transit_since: Figure<Version>,
    /// OVN-Kubernetes' masquerade network.
    pub masquerade_network: Figure<Subnet>,
    /// The same before it grew.
    pub masquerade_network_before: Figure<Subnet>,
    /// The first release with the larger one.
    pub wide_masquerade_since: Figure<Version>,
    /// The shortest prefix of an IPv4 service network.
    pub largest_service_network: Figure<u8>,
    /// The length of a node's share of an IPv4 pod network where nothing is said.
    pub ipv4_host_prefix: Figure<u8>,
    /// The only length of a node's share of an IPv6 pod network.
    pub ipv6_host_prefix: Figure<u8>,
    /// Replicas of the router, each on a node of its own.
    pub router_replicas: Figure<u32>,
    /// The first release whose etcd operator waits for three members.
    pub etcd_operator_since: Figure<Version>,
    /// The first release that knows a control plane of one node.
    pub single_node_since: Figure<Version>,
    /// The repositories of a release of OKD.
    pub okd_sources: Figure<Vec<String>>,
    /// The first release of OKD that lies elsewhere.
    pub okd_sources_until: Figure<Version>,
    /// The repositories of a release of OpenShift.
    pub openshift_sources: Figure<Vec<String>>,
    /// The first release that replaces the control plane's machines on OpenStack by itself when their configuration changes.
    pub control_plane_set_since: Figure<Version>,
    /// Machines that it makes for that beyond those that there are.
    pub control_plane_surge: Figure<u32>,
    /// vCPUs of a cluster of one node.
    pub single_node_vcpus: Figure<u32>,
    /// Memory of a cluster of one node.
    pub single_node_memory: Figure<Size>,
    /// Disk of a cluster of one node.
    pub single_node_disk: Figure<Size>,
}
