//! What stands on segments.

use crate::model::{Cluster, Machine, Project, Router, Server};

/// A device's number in [`super::Topology::devices`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DeviceId(pub(super) usize);

/// A device.
#[derive(Clone, Copy, Debug)]
pub struct Device<'a> {
    pub kind: DeviceKind<'a>,
}

/// What a device is.
#[derive(Clone, Copy, Debug)]
pub enum DeviceKind<'a> {
    /// L0.
    Host,
    /// L1.
    Machine(&'a Machine),
    /// L2: a server.
    Server(&'a Server),
    /// L2: the nodes that an installer makes for a cluster, all as one.
    Nodes(&'a Cluster),
    /// A project's router, in a namespace of a network or compute node.
    Router(&'a Project, &'a Router),
}

impl Device<'_> {
    pub fn name(&self) -> &str {
        match self.kind {
            DeviceKind::Host => "host",
            DeviceKind::Machine(machine) => machine.name.as_str(),
            DeviceKind::Server(server) => server.name.as_str(),
            DeviceKind::Nodes(cluster) => cluster.name.as_str(),
            DeviceKind::Router(_, router) => router.name.as_str(),
        }
    }
}
