//! What can be drawn: the palette's items.

use labwright_shared::model::{Distribution, NetworkMode, Role};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Item {
    Machine(Role),
    Network(NetworkMode),
    Cloud,
    Project,
    Server,
    Cluster(Distribution),
    Pool,
    Image,
}

impl Item {
    pub const MACHINES: [Item; 6] = [
        Item::Machine(Role::Director),
        Item::Machine(Role::Controller),
        Item::Machine(Role::Compute),
        Item::Machine(Role::Ceph),
        Item::Machine(Role::Bastion),
        Item::Machine(Role::Blank),
    ];
    pub const NETWORKS: [Item; 5] = [
        Item::Network(NetworkMode::Nat),
        Item::Network(NetworkMode::Isolated),
        Item::Network(NetworkMode::Routed),
        Item::Network(NetworkMode::Bridge),
        Item::Network(NetworkMode::OpenVswitch),
    ];
    pub const CLOUDS: [Item; 5] =
        [Item::Cloud, Item::Project, Item::Server, Item::Cluster(Distribution::Openshift), Item::Cluster(Distribution::Kubernetes)];
    pub const STORAGE: [Item; 2] = [Item::Pool, Item::Image];

    pub fn label(self) -> &'static str {
        match self {
            Item::Machine(Role::Director) => "Director",
            Item::Machine(Role::Controller) => "Controller",
            Item::Machine(Role::Compute) => "Compute",
            Item::Machine(Role::Ceph) => "Ceph",
            Item::Machine(Role::Bastion) => "Bastion",
            Item::Machine(Role::Bootstrap) => "Bootstrap",
            Item::Machine(Role::ControlPlane) => "Control plane",
            Item::Machine(Role::Worker) => "Worker",
            Item::Machine(Role::Blank) => "Blank",
            Item::Network(NetworkMode::Nat) => "NAT",
            Item::Network(NetworkMode::Isolated) => "Isolated",
            Item::Network(NetworkMode::Routed) => "Routed",
            Item::Network(NetworkMode::Bridge) => "Bridge",
            Item::Network(NetworkMode::OpenVswitch) => "Open vSwitch",
            Item::Cloud => "Cloud",
            Item::Project => "Project",
            Item::Server => "Server",
            Item::Cluster(Distribution::Openshift) => "OpenShift",
            Item::Cluster(Distribution::Okd) => "OKD",
            Item::Cluster(Distribution::Kubernetes) => "Kubernetes",
            Item::Pool => "Pool",
            Item::Image => "Image",
        }
    }

    /// What it is, for a tooltip.
    pub fn hint(self) -> &'static str {
        match self {
            Item::Machine(Role::Director) => "Undercloud: installs the others",
            Item::Machine(Role::Controller) => "Cloud control services",
            Item::Machine(Role::Compute) => "Runs guests of its own; nested CPU",
            Item::Machine(Role::Ceph) => "Storage node with a disk for an OSD",
            Item::Machine(Role::Bastion) => "Small machine to reach the others from",
            Item::Machine(_) => "Machine without a set purpose",
            Item::Network(NetworkMode::Nat) => "Reaches the world behind the host's address",
            Item::Network(NetworkMode::Isolated) => "Machines and host only",
            Item::Network(NetworkMode::Routed) => "Through the host's routing, not translated",
            Item::Network(NetworkMode::Bridge) => "A bridge that the host already has",
            Item::Network(NetworkMode::OpenVswitch) => "A switch with VLANs and portgroups",
            Item::Cloud => "OpenStack on the lab's controllers and computes; a compute comes with it where there is none",
            Item::Project => "A project of a cloud, with a network, a router and room for servers",
            Item::Server => "A guest in a project, on one of the cloud's computes",
            Item::Cluster(Distribution::Openshift) => "OpenShift as servers in a project, made by its installer",
            Item::Cluster(Distribution::Okd) => "OKD as servers in a project, made by its installer",
            Item::Cluster(Distribution::Kubernetes) => "Kubernetes as servers in a project, made by Magnum",
            Item::Pool => "Folder or pool that holds volumes",
            Item::Image => "Base disk, ISO image, kernel or initial RAM disk",
        }
    }

    pub fn test_id(self) -> String {
        format!("palette-{}", self.label().to_lowercase().replace(' ', "-"))
    }

    /// Whether the item goes into the cloud that it is dropped on.
    pub fn goes_into_clouds(self) -> bool {
        matches!(self, Item::Machine(_) | Item::Project | Item::Server | Item::Cluster(_))
    }

    /// Whether the item has a place on the canvas.
    pub fn is_drawn(self) -> bool {
        matches!(self, Item::Machine(_) | Item::Network(_))
    }
}
