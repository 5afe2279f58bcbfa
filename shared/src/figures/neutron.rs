use serde::Deserialize;

use super::Figure;

/// Neutron and its quotas.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Neutron {
    /// Networks of a project.
    pub quota_networks: Figure<u32>,
    /// Subnets of a project.
    pub quota_subnets: Figure<u32>,
    /// Ports of a project.
    pub quota_ports: Figure<u32>,
    /// Routers of a project.
    pub quota_routers: Figure<u32>,
    /// Floating IPs of a project.
    pub quota_floating_ips: Figure<u32>,
    /// Security groups of a project.
    pub quota_security_groups: Figure<u32>,
    /// Rules of all security groups of a project.
    pub quota_security_group_rules: Figure<u32>,
    /// Bytes of VXLAN inside the IP header.
    pub vxlan_overhead: Figure<u32>,
    /// Bytes of Geneve without options inside the IP header.
    pub geneve_overhead: Figure<u32>,
    /// Bytes of GRE inside the IP header.
    pub gre_overhead: Figure<u32>,
    /// Bytes of an IPv4 header.
    pub ipv4_header: Figure<u32>,
    /// Bytes of an IPv6 header.
    pub ipv6_header: Figure<u32>,
    /// Bytes of Geneve with the options that OVN needs, inside the IP header.
    pub ovn_geneve_overhead: Figure<u32>,
    /// What Neutron takes for the underlay's MTU unless told otherwise.
    pub physical_mtu: Figure<u32>,
    /// The lowest VLAN.
    pub vlan_first: Figure<u16>,
    /// The highest VLAN.
    pub vlan_last: Figure<u16>,
    /// The highest VNI of VXLAN and Geneve.
    pub vni_last: Figure<u32>,
}
