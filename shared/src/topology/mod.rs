//! What is connected with what: devices, the segments that they stand on, the links between them, and who answers where.
//!
//! The graph is made from a lab once and then only read: rules on MTUs, VLANs and DHCP ask it, and so can a view of a packet's
//! way. Everything in it is in the lab's order, so that the same lab gives the same graph. Names are looked up in maps: the
//! graph of 10 000 machines with 10 000 servers is made in one pass over each.
//!
//! | part | what it is | file |
//! |---|---|---|
//! | [`Device`] | the host, a machine, a server, the nodes that an installer makes, a router | `device.rs` |
//! | [`Segment`] | one L2 broadcast domain: a libvirt network or one VLAN of it, a plane, a tenant or an external network | `segment.rs` |
//! | [`Link`] | a device on a segment, with the tag that its frames carry there | `link.rs` |
//! | [`Stand`] | how a port stands on its network: what happens to a frame with a tag, and to one without | `stand.rs` |
//! | [`Authority`] | who answers DHCP, PXE, DNS and routing on a segment, and whether that is all | `authority.rs` |
//! | [`Mtu`] | the largest packet at a place, and what sets it | `mtu.rs` |
//! | [`Survey`] | all of it in rows, for people and for views | `survey/` |

mod authority;
mod build;
mod device;
mod link;
pub mod mtu;
mod segment;
pub mod stand;
mod survey;
#[cfg(test)]
mod tests;

pub use authority::{Answer, Authority, Server as AnswerBy};
pub use device::{Device, DeviceId, DeviceKind};
pub use link::{Link, LinkKind, link_ports, plane_nodes};
pub use mtu::{Mtu, SetBy};
pub use segment::{Segment, SegmentId, SegmentKind};
pub use stand::{Carried, Stand};
pub use survey::{Answering, Place, SegmentRow, Survey, Takes};

use std::collections::BTreeMap;

use crate::{
    facts::HostFacts,
    model::{ByName, Cloud, Lab, Machine, Network, Plane, Project},
};

/// The graph of a lab.
pub struct Topology<'a> {
    pub lab: &'a Lab,
    pub facts: Option<&'a HostFacts>,
    pub devices: Vec<Device<'a>>,
    pub segments: Vec<Segment<'a>>,
    pub links: Vec<Link<'a>>,
    names: Names<'a>,
    underlay: BTreeMap<(&'a str, Option<u16>), SegmentId>,
    planes: BTreeMap<(&'a str, &'a str), SegmentId>,
    externals: BTreeMap<(&'a str, &'a str), SegmentId>,
    tenants: BTreeMap<(&'a str, &'a str), SegmentId>,
}

/// Records by name.
pub(crate) struct Names<'a> {
    pub networks: ByName<'a, Network>,
    pub machines: ByName<'a, Machine>,
    pub clouds: ByName<'a, Cloud>,
    pub projects: ByName<'a, Project>,
}

impl<'a> Topology<'a> {
    /// The segment of an L0 network's untagged frames, or of one of its VLANs.
    pub fn underlay(&self, network: &str, vlan: Option<u16>) -> Option<SegmentId> {
        self.underlay.get(&(network, vlan)).copied()
    }

    /// The segment that a plane of a cloud stands on.
    pub fn plane(&self, cloud: &Cloud, plane: &Plane) -> Option<SegmentId> {
        self.planes.get(&(cloud.name.as_str(), plane.name.as_str())).copied()
    }

    /// The segment of a cloud's external network.
    pub fn external(&self, cloud: &str, network: &str) -> Option<SegmentId> {
        self.externals.get(&(cloud, network)).copied()
    }

    /// The segment of a tenant network.
    pub fn tenant(&self, project: &str, network: &str) -> Option<SegmentId> {
        self.tenants.get(&(project, network)).copied()
    }

    /// The id of the segment at that place of [`Topology::segments`].
    pub fn id(&self, index: usize) -> SegmentId {
        SegmentId(index)
    }

    /// The first machine of that name.
    pub fn named_machine(&self, name: &str) -> Option<&'a Machine> {
        self.names.machines.get(name).copied()
    }

    /// The first project of that name.
    pub fn named_project(&self, name: &str) -> Option<&'a Project> {
        self.names.projects.get(name).copied()
    }

    /// The first network of that name.
    pub fn named_network(&self, name: &str) -> Option<&'a Network> {
        self.names.networks.get(name).copied()
    }

    pub fn segment(&self, id: SegmentId) -> &Segment<'a> {
        &self.segments[id.0]
    }

    pub fn device(&self, id: DeviceId) -> &Device<'a> {
        &self.devices[id.0]
    }

    pub fn machine(&self, name: &str) -> Option<DeviceId> {
        // The machines follow the host, in the lab's order.
        self.lab.machines.place(name).map(|place| DeviceId(1 + place))
    }

    /// The segment on which frames of a machine's port with that tag, or without one, arrive.
    pub fn of_port(&self, machine: &Machine, port: &str, tag: Option<u16>) -> Option<SegmentId> {
        let port = machine.ports.iter().find(|own| own.name == *port)?;
        let network = *self.names.networks.get(port.network.as_ref()?.as_str())?;
        match Stand::of(network, port).carry(tag) {
            Carried::In(vlan) => self.underlay(network.name.as_str(), vlan),
            Carried::Dropped | Carried::Unknown => None,
        }
    }

    /// The segment on which a director provisions.
    pub fn ctlplane(&self, cloud: &Cloud) -> Option<SegmentId> {
        let director = cloud.deployment.director()?;
        let machine = self.names.machines.get(director.machine.as_str())?;
        self.of_port(machine, director.local_interface.as_str(), None)
    }
}
