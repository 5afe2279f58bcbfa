use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use std::net::IpAddr;

use crate::value::{Cidr, IpRange, Name, Subnet};

/// How a cloud comes to be.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Deployment {
    /// It is already there; the lab only uses it.
    #[default]
    Existing,
    /// By TripleO, from an undercloud.
    Director(Box<Director>),
    /// By OpenStack-Ansible.
    OpenstackAnsible(OpenStackAnsible),
    /// By kolla-ansible.
    Kolla(Kolla),
}

impl Deployment {
    pub fn as_str(&self) -> &'static str {
        match self {
            Deployment::Existing => "existing",
            Deployment::Director(_) => "director",
            Deployment::OpenstackAnsible(_) => "openstack-ansible",
            Deployment::Kolla(_) => "kolla",
        }
    }

    pub fn director(&self) -> Option<&Director> {
        match self {
            Deployment::Director(director) => Some(director),
            _ => None,
        }
    }
}

/// TripleO's undercloud, as `undercloud.conf` sets it up, and what it deploys.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Director {
    /// The machine that is the undercloud.
    pub machine: Name,
    /// The undercloud's fully qualified name (`undercloud_hostname`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hostname: Option<Name>,
    /// Its address on the provisioning network (`local_ip`).
    pub local_ip: Cidr,
    /// The port that is bridged into br-ctlplane (`local_interface`).
    pub local_interface: Name,
    /// The MTU of that port (`local_mtu`); 1500 where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub local_mtu: Option<u32>,
    /// The provisioning network (`network_cidr`); that of `localIp` where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub network_cidr: Option<Subnet>,
    /// The provisioning network's gateway (`network_gateway`); the address of `localIp` where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gateway: Option<IpAddr>,
    /// The address of its public endpoints (`undercloud_public_host`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub public_host: Option<IpAddr>,
    /// The address of its admin endpoints (`undercloud_admin_host`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub admin_host: Option<IpAddr>,
    /// DNS servers (`undercloud_nameservers`).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub nameservers: Vec<IpAddr>,
    /// Addresses for nodes that are deployed (`dhcp_start`, `dhcp_end`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dhcp: Option<IpRange>,
    /// Addresses for nodes under introspection (`inspection_iprange`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub inspection: Option<IpRange>,
    /// NAT for the provisioning network.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub masquerade: bool,
    /// TLS with a certificate of its own (`generate_service_certificate`).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub generate_service_certificate: bool,
    /// How often a node is tried (`scheduler_max_attempts`); 30 where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scheduler_max_attempts: Option<u32>,
    /// How many nodes of each role are deployed (`--control-scale` and so on).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub counts: Vec<RoleCount>,
    /// Nodes are introspected before they are deployed.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub introspect: bool,
    /// Values for the overcloud's configuration, made by a template so that a later deployment keeps them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub environment: Vec<Setting>,
}

/// How many nodes of a role are deployed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RoleCount {
    /// The role.
    pub role: super::super::Role,
    /// How many.
    pub count: u32,
    /// The flavor that chooses them, such as `ceph-storage`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub flavor: Option<Name>,
}

/// One setting of a service.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Setting {
    /// The service or file that it belongs to, such as `nova_libvirt`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service: Option<Name>,
    /// The section of the file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub section: Option<Name>,
    /// The name.
    pub key: Name,
    /// The value.
    pub value: String,
}

/// OpenStack-Ansible.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct OpenStackAnsible {
    /// The branch or tag that is deployed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub branch: Option<Name>,
    /// All of it on one machine.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub all_in_one: bool,
    /// The management network; 172.29.236.0/22 where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub management: Option<Subnet>,
    /// A second disk takes the volumes (`bootstrap_host_data_disk_device`).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub secondary_disk: bool,
    /// The size of each sparse loopback file; 1024 GB where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub loopback_size: Option<crate::value::Size>,
    /// Files of the deployment, such as `conf.d/k8s.yml`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<DeployFile>,
    /// Playbooks in their order, such as `playbooks/setup-everything.yml`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub playbooks: Vec<String>,
}

/// A file of a deployment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DeployFile {
    /// Where it stands below `/etc/openstack_deploy`.
    pub path: String,
    /// What is in it.
    pub content: String,
}

/// kolla-ansible.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Kolla {
    /// `kolla_internal_vip_address`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub internal_vip: Option<IpAddr>,
    /// `kolla_external_vip_address`; the internal one where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub external_vip: Option<IpAddr>,
    /// The port of the APIs (`network_interface`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub network_interface: Option<Name>,
    /// The port of the external network, without an address (`neutron_external_interface`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub external_interface: Option<Name>,
}
