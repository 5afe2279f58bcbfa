use serde::Deserialize;

use super::Figure;

/// What clusters' networks put around a packet, and what they need of the network below.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Overlays {
    /// Bytes of OpenShiftSDN.
    pub openshift_sdn: Figure<u32>,
    /// Bytes of OVN-Kubernetes.
    pub ovn_kubernetes: Figure<u32>,
    /// Bytes of VXLAN over IPv4, as Calico and Cilium use it.
    pub calico_vxlan: Figure<u32>,
    /// The least MTU of IPv6.
    pub ipv6_mtu: Figure<u32>,
    /// The least MTU of the nodes' network for OpenShift with IPv6 on OpenStack.
    pub openstack_ipv6_mtu: Figure<u32>,
}
