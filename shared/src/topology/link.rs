//! What joins devices with segments.

use crate::model::{Bond, Cloud, CloudNode, Machine, Network, Plane, PlanePurpose, Port, Role, Router, ServerPort, Uplink};

use super::{DeviceId, SegmentId};

/// A device on a segment.
#[derive(Clone, Copy, Debug)]
pub struct Link<'a> {
    pub device: DeviceId,
    pub segment: SegmentId,
    pub kind: LinkKind<'a>,
    /// The tag that the device's frames carry on the way there.
    pub tag: Option<u16>,
}

/// What a link is.
#[derive(Clone, Copy, Debug)]
pub enum LinkKind<'a> {
    /// The host's own address on a network or VLAN.
    Host(&'a Network),
    /// A physical interface of the host in an Open vSwitch bridge.
    Uplink(&'a Uplink),
    /// A machine's port.
    Port(&'a Port),
    /// A machine's bond.
    Bond(&'a Bond),
    /// A plane of a cloud on a port or bond: where tunnels end, if the plane carries tenants.
    Plane(&'a Plane),
    /// A server's port.
    Server(&'a ServerPort),
    /// A node that an installer makes.
    Nodes,
    /// A router's leg.
    Router(&'a Router),
}

/// The ports of a machine that a plane's link stands on: a port, or those of a bond. `None` where the machine has neither.
pub fn link_ports<'a>(machine: &'a Machine, link: &str) -> Option<Vec<&'a Port>> {
    if let Some(bond) = machine.bonds.iter().find(|bond| bond.name == *link) {
        let port = |name: &crate::value::Name| machine.ports.iter().find(|port| port.name == *name);
        return Some(bond.ports.iter().filter_map(port).collect());
    }
    machine.ports.iter().find(|port| port.name == *link).map(|port| vec![port])
}

/// The nodes of a cloud that stand on a plane, by what the plane is for: a Ceph node has no tunnels, a compute node no public endpoints.
pub fn plane_nodes<'a>(
    cloud: &'a Cloud,
    plane: &Plane,
    machine: impl Fn(&str) -> Option<&'a Machine>,
) -> Vec<(&'a CloudNode, &'a Machine)> {
    let stands = |role: Role| match plane.purpose {
        PlanePurpose::Control => role != Role::Director,
        PlanePurpose::InternalApi | PlanePurpose::Tenant => matches!(role, Role::Controller | Role::Compute | Role::Blank),
        PlanePurpose::Storage => matches!(role, Role::Controller | Role::Compute | Role::Ceph | Role::Blank),
        PlanePurpose::StorageManagement => matches!(role, Role::Ceph | Role::Blank),
        PlanePurpose::External | PlanePurpose::LoadBalancer => matches!(role, Role::Controller | Role::Blank),
    };
    let nodes = cloud.nodes.iter().filter_map(|node| Some((node, machine(node.machine.as_str())?)));
    nodes.filter(|(node, machine)| stands(node.role.unwrap_or(machine.role))).collect()
}
