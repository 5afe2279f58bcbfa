//! Who answers on a segment.

use std::net::IpAddr;

use crate::{
    model::{Cloud, Cluster, Machine, Network, Project, Router},
    value::IpRange,
};

/// Who answers on a segment, as far as the lab and the host's facts say.
#[derive(Clone, Debug, Default)]
pub struct Authority<'a> {
    /// Who gives addresses, and which.
    pub dhcp: Vec<Answer<'a>>,
    /// Who gives boot files.
    pub pxe: Vec<Server<'a>>,
    /// Who answers DNS.
    pub dns: Vec<Server<'a>>,
    /// Who passes packets on.
    pub routing: Vec<Server<'a>>,
    /// Others may stand there whom nobody here knows: the segment leads into a LAN, or the host's network is not known.
    pub is_open: bool,
}

/// Who gives addresses on a segment.
#[derive(Clone, Debug)]
pub struct Answer<'a> {
    pub by: Server<'a>,
    pub ranges: Vec<IpRange>,
}

/// Somebody who answers.
#[derive(Clone, Copy, Debug)]
pub enum Server<'a> {
    /// libvirt's dnsmasq, or the host's routing.
    Libvirt(&'a Network),
    /// A director's Neutron on ctlplane.
    Director(&'a Cloud),
    /// A director's dnsmasq for introspection.
    Inspection(&'a Cloud),
    /// Neutron's DHCP agent or OVN, for servers.
    Neutron(&'a Cloud),
    /// A project's router.
    Router(&'a Project, &'a Router),
    /// A machine that a cluster names for it.
    Machine(&'a Machine),
    /// The bastion of a cluster.
    Bastion(&'a Cluster),
    /// Whoever has that address.
    At(IpAddr),
}

impl Server<'_> {
    /// How it is called in a sentence.
    pub fn label(&self) -> String {
        match self {
            Server::Libvirt(_) => "libvirt".to_owned(),
            Server::Director(cloud) => format!("the director of {}", cloud.name),
            Server::Inspection(cloud) => format!("introspection of {}", cloud.name),
            Server::Neutron(cloud) => format!("Neutron of {}", cloud.name),
            Server::Router(project, router) => format!("{} of {}", router.name, project.name),
            Server::Machine(machine) => machine.name.to_string(),
            Server::At(address) => address.to_string(),
            Server::Bastion(cluster) => format!("the bastion of {}", cluster.name),
        }
    }
}
