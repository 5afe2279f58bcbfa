//! The largest packet, hop by hop.

use std::fmt;

use crate::{
    figures::figures,
    model::{
        Cloud, Cluster, Distribution, ExternalNetwork, Network, NetworkDriver, NetworkMode, NetworkPlugin, Overlay, Plane, PlanePurpose,
        Project, ProjectNetwork,
    },
};

use super::{Topology, link_ports, plane_nodes};

/// The largest packet at a place, and what sets it.
#[derive(Clone, Copy, Debug)]
pub struct Mtu<'a> {
    pub bytes: u32,
    pub set_by: SetBy<'a>,
}

/// What sets an MTU.
#[derive(Clone, Copy, Debug)]
pub enum SetBy<'a> {
    /// Ethernet's default, on a network that libvirt makes.
    Default(&'a Network),
    /// `mtu` of a network.
    Network(&'a Network),
    /// The host's network or interface, as its facts say.
    Host(&'a Network),
    /// `mtu` of a plane.
    Plane(&'a Cloud, &'a Plane),
    /// `localMtu` of a director.
    Director(&'a Cloud),
    /// `physicalMtu` of a cloud or its default, less the tunnel.
    Neutron(&'a Cloud),
    /// The wire under a cloud's tunnels, less these.
    Underlay(&'a Cloud),
    /// `mtu` of a tenant network.
    Tenant(&'a Project, &'a ProjectNetwork),
    /// `mtu` of an external network.
    External(&'a Cloud, &'a ExternalNetwork),
}

impl fmt::Display for SetBy<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            SetBy::Default(network) => write!(f, "{}, at the default", network.name),
            SetBy::Network(network) => write!(f, "mtu of {}", network.name),
            SetBy::Host(network) => write!(f, "the host's {}", network.bridge.as_ref().unwrap_or(&network.name)),
            SetBy::Plane(cloud, plane) => write!(f, "mtu of {} of {}", plane.name, cloud.name),
            SetBy::Director(cloud) => write!(f, "localMtu of the director of {}", cloud.name),
            SetBy::Neutron(cloud) if cloud.networking.physical_mtu.is_some() => write!(f, "physicalMtu of {}", cloud.name),
            SetBy::Neutron(cloud) => write!(f, "Neutron's default in {}", cloud.name),
            SetBy::Underlay(cloud) => write!(f, "what the underlay of {} leaves", cloud.name),
            SetBy::Tenant(project, network) => write!(f, "mtu of {} of {}", network.name, project.name),
            SetBy::External(cloud, external) => write!(f, "mtu of {} of {}", external.name, cloud.name),
        }
    }
}

/// What a cluster's nodes stand on.
enum NodesOn<'a> {
    Tenant(&'a Project, &'a ProjectNetwork),
    /// A tenant network that the installer makes.
    New(&'a Cloud),
    External(&'a Cloud, &'a ExternalNetwork),
    /// Networks of machines, with the smallest MTU of them.
    Wire(Mtu<'a>),
}

/// Bytes that a cloud's overlay puts around each packet of a tenant network; 0 for VLANs.
pub fn overhead(cloud: &Cloud) -> u32 {
    let neutron = &figures().neutron;
    let inner = match (cloud.networking.overlay, cloud.networking.driver) {
        (Overlay::Vlan, _) => return 0,
        (Overlay::Vxlan, _) => neutron.vxlan_overhead.value,
        (Overlay::Geneve, NetworkDriver::Ovn) => neutron.ovn_geneve_overhead.value,
        (Overlay::Geneve, _) => neutron.geneve_overhead.value,
        (Overlay::Gre, _) => neutron.gre_overhead.value,
    };
    let header = if cloud.networking.overlay_ipv6 { neutron.ipv6_header.value } else { neutron.ipv4_header.value };
    inner + header
}

/// How a cloud's overlay is called: `VXLAN over IPv4`.
pub fn overlay_name(cloud: &Cloud) -> String {
    let overlay = match cloud.networking.overlay {
        Overlay::Vxlan => "VXLAN",
        Overlay::Geneve if cloud.networking.driver == NetworkDriver::Ovn => "Geneve of OVN",
        Overlay::Geneve => "Geneve",
        Overlay::Gre => "GRE",
        Overlay::Vlan => return "VLAN".to_owned(),
    };
    format!("{overlay} over {}", if cloud.networking.overlay_ipv6 { "IPv6" } else { "IPv4" })
}

/// Bytes that a network plugin puts around each packet of a pod, where it always puts the same.
pub fn pod_overhead(plugin: NetworkPlugin) -> Option<u32> {
    let overlays = &figures().overlays;
    match plugin {
        NetworkPlugin::OpenShiftSdn => Some(overlays.openshift_sdn.value),
        NetworkPlugin::OvnKubernetes => Some(overlays.ovn_kubernetes.value),
        // Kuryr puts pods on tenant networks; Calico and Cilium have modes without a tunnel.
        NetworkPlugin::Kuryr | NetworkPlugin::Calico | NetworkPlugin::Cilium => None,
    }
}

/// What is put around each packet of a cluster's pods, by whom and how many bytes; absent where that depends on more than the lab says.
pub fn pods_take(cluster: &Cluster) -> Option<(&'static str, u32)> {
    match (cluster.networks.plugin, cluster.distribution) {
        (Some(plugin), _) => pod_overhead(plugin).map(|bytes| (plugin.as_str(), bytes)),
        (None, Distribution::Kubernetes) => None,
        // Each of OpenShift's own plugins takes at least this.
        (None, _) => Some(("OpenShift's network", figures().overlays.openshift_sdn.value)),
    }
}

/// The plane over which a cloud's tunnels run: that of purpose tenant, otherwise the control plane.
pub fn tunnel_plane(cloud: &Cloud) -> Option<&Plane> {
    let of = |purpose| cloud.planes.iter().find(|plane| plane.purpose == purpose);
    of(PlanePurpose::Tenant).or_else(|| of(PlanePurpose::Control))
}

/// What Neutron takes for the underlay's MTU.
pub fn believed(cloud: &Cloud) -> u32 {
    cloud.networking.physical_mtu.unwrap_or(figures().neutron.physical_mtu.value)
}

impl<'a> Topology<'a> {
    /// What an L0 network carries; absent where that is not known.
    pub fn wire(&self, network: &'a Network) -> Option<Mtu<'a>> {
        let ethernet = figures().neutron.physical_mtu.value;
        if let Some(bytes) = network.mtu {
            return Some(Mtu { bytes, set_by: SetBy::Network(network) });
        }
        let on_host = |bytes: u32| Mtu { bytes, set_by: SetBy::Host(network) };
        match network.mode {
            NetworkMode::Nat | NetworkMode::Isolated | NetworkMode::Routed if !network.existing => {
                Some(Mtu { bytes: ethernet, set_by: SetBy::Default(network) })
            }
            NetworkMode::Nat | NetworkMode::Isolated | NetworkMode::Routed => self.facts?.network(network.name.as_str())?.mtu.map(on_host),
            NetworkMode::Bridge | NetworkMode::OpenVswitch => {
                let bridge = network.bridge.as_ref()?;
                let interface = self.facts?.interfaces.as_ref()?.iter().find(|interface| interface.name == bridge.as_str())?;
                interface.mtu.map(on_host)
            }
        }
    }

    /// The L0 networks that carry a plane: its own, otherwise those of the ports that it stands on.
    pub fn carriers(&self, cloud: &'a Cloud, plane: &Plane) -> Vec<&'a Network> {
        if let Some(name) = &plane.network {
            return self.names.networks.get(name.as_str()).copied().into_iter().collect();
        }
        let Some(link) = &plane.link else { return Vec::new() };
        let mut found: Vec<&'a Network> = Vec::new();
        for (_, machine) in plane_nodes(cloud, plane, |name| self.names.machines.get(name).copied()) {
            for port in link_ports(machine, link.as_str()).unwrap_or_default() {
                let network = port.network.as_ref().and_then(|name| self.names.networks.get(name.as_str()));
                if let Some(network) = network.filter(|network| !found.iter().any(|other| other.name == network.name)) {
                    found.push(network);
                }
            }
        }
        found
    }

    /// The smallest MTU that is known on the way of a cloud's tunnels.
    pub fn tunnel_mtu(&self, cloud: &'a Cloud) -> Option<Mtu<'a>> {
        let plane = tunnel_plane(cloud);
        let mut bounds: Vec<Mtu<'a>> = Vec::new();
        if let Some(plane) = plane {
            bounds.extend(plane.mtu.map(|bytes| Mtu { bytes, set_by: SetBy::Plane(cloud, plane) }));
            bounds.extend(self.carriers(cloud, plane).into_iter().filter_map(|network| self.wire(network)));
        }
        // Without a plane of their own the tunnels run over ctlplane, whose MTU the nodes get by DHCP from the director.
        if plane.is_none_or(|plane| plane.purpose == PlanePurpose::Control)
            && let Some(director) = cloud.deployment.director()
        {
            bounds.extend(director.local_mtu.map(|bytes| Mtu { bytes, set_by: SetBy::Director(cloud) }));
            let port = self
                .names
                .machines
                .get(director.machine.as_str())
                .and_then(|machine| machine.ports.iter().find(|port| port.name == director.local_interface));
            let network = port.and_then(|port| self.names.networks.get(port.network.as_ref()?.as_str()).copied());
            bounds.extend(network.and_then(|network| self.wire(network)));
        }
        bounds.into_iter().min_by_key(|mtu| mtu.bytes)
    }

    /// The largest MTU that Neutron gives a tenant network: what it takes for the underlay's, less the tunnel.
    pub fn neutron_limit(&self, cloud: &'a Cloud) -> Mtu<'a> {
        Mtu { bytes: believed(cloud).saturating_sub(overhead(cloud)), set_by: SetBy::Neutron(cloud) }
    }

    /// What servers on a tenant network are told: its own MTU, otherwise Neutron's. Absent where the cloud is not in the lab.
    pub fn tenant_mtu(&self, project: &'a Project, network: &'a ProjectNetwork) -> Option<Mtu<'a>> {
        if let Some(bytes) = network.mtu {
            return Some(Mtu { bytes, set_by: SetBy::Tenant(project, network) });
        }
        let cloud = *self.names.clouds.get(project.cloud.as_str())?;
        Some(self.neutron_limit(cloud))
    }

    /// The most that fits a tenant network of a cloud: what the wire under its tunnels leaves, and no more than Neutron allows.
    pub fn tenant_limit(&self, cloud: &'a Cloud) -> Mtu<'a> {
        let allowed = self.neutron_limit(cloud);
        let left = self.tunnel_mtu(cloud).map(|tunnel| tunnel.bytes.saturating_sub(overhead(cloud)));
        match left.filter(|left| *left < allowed.bytes) {
            Some(bytes) => Mtu { bytes, set_by: SetBy::Underlay(cloud) },
            None => allowed,
        }
    }

    /// What a cluster's nodes stand on: its project's network that holds the machine network, otherwise a new one, or an external network; or machines' ports.
    fn nodes_on(&self, cluster: &'a Cluster) -> Option<NodesOn<'a>> {
        let machines = cluster.networks.machine;
        if let Some(project) = cluster.project.as_ref() {
            let project = *self.names.projects.get(project.as_str())?;
            let holds = |network: &&ProjectNetwork| {
                machines.is_some_and(|machines| network.subnets.iter().any(|subnet| subnet.cidr.overlaps(machines)))
            };
            if let Some(network) = project.networks.iter().find(holds) {
                return Some(NodesOn::Tenant(project, network));
            }
            let cloud = *self.names.clouds.get(project.cloud.as_str())?;
            let holds = |external: &&ExternalNetwork| {
                external.subnet.is_some_and(|subnet| machines.is_some_and(|machines| machines.overlaps(subnet)))
            };
            // A machine network that is an external one's: provider networks.
            let external = cloud.external_networks.iter().find(holds);
            return Some(external.map_or(NodesOn::New(cloud), |external| NodesOn::External(cloud, external)));
        }
        let nodes = cluster.control_plane.nodes.iter().chain(&cluster.workers.nodes);
        let named = nodes.filter_map(|node| self.names.machines.get(node.machine.as_ref()?.as_str()));
        let ports = named.flat_map(|machine| &machine.ports).filter_map(|port| self.names.networks.get(port.network.as_ref()?.as_str()));
        let inside = |network: &&&'a Network| match (machines, network.ip) {
            (Some(machines), Some(own)) => own.subnet().overlaps(machines),
            _ => true,
        };
        ports.filter(inside).filter_map(|network| self.wire(network)).min_by_key(|mtu| mtu.bytes).map(NodesOn::Wire)
    }

    /// The MTU of a cluster's nodes, as they are told: their network's, or what Neutron gives a new one; of machines the smallest that their ports have.
    pub fn node_mtu(&self, cluster: &'a Cluster) -> Option<Mtu<'a>> {
        match self.nodes_on(cluster)? {
            NodesOn::Tenant(project, network) => self.tenant_mtu(project, network),
            NodesOn::New(cloud) => Some(self.neutron_limit(cloud)),
            NodesOn::External(cloud, external) => external.mtu.map(|bytes| Mtu { bytes, set_by: SetBy::External(cloud, external) }),
            NodesOn::Wire(mtu) => Some(mtu),
        }
    }

    /// What a cluster's nodes get through: what they are told, and no more than all that is below carries.
    pub fn node_limit(&self, cluster: &'a Cluster) -> Option<Mtu<'a>> {
        let below = match self.nodes_on(cluster)? {
            NodesOn::Tenant(project, _) => self.names.clouds.get(project.cloud.as_str()).map(|cloud| self.tenant_limit(cloud)),
            NodesOn::New(cloud) => Some(self.tenant_limit(cloud)),
            NodesOn::External(_, external) => {
                let network = external.network.as_ref().and_then(|name| self.names.networks.get(name.as_str()));
                network.and_then(|network| self.wire(network))
            }
            NodesOn::Wire(_) => None,
        };
        self.node_mtu(cluster).into_iter().chain(below).min_by_key(|mtu| mtu.bytes)
    }
}
