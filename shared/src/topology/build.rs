//! The graph, made from a lab.

use std::{collections::BTreeSet, net::IpAddr};

use crate::{
    document::references,
    facts::HostFacts,
    model::{Boot, ByName, Cloud, Cluster, Installer, Kind, Lab, Machine, Network, NetworkMode, Plane, Role},
    value::{IpRange, Subnet},
};

use super::{
    Answer, AnswerBy, Authority, Carried, Device, DeviceId, DeviceKind, Link, LinkKind, Mtu, Names, Segment, SegmentId, SegmentKind, SetBy,
    Stand, Topology, link_ports, plane_nodes,
};

impl<'a> Topology<'a> {
    /// The graph of a lab on a host.
    pub fn of(lab: &'a Lab, facts: Option<&'a HostFacts>) -> Topology<'a> {
        let names = Names {
            networks: ByName::of(&lab.networks),
            machines: ByName::of(&lab.machines),
            clouds: ByName::of(&lab.clouds),
            projects: ByName::of(&lab.projects),
        };
        let mut topology = Topology {
            lab,
            facts,
            devices: vec![Device { kind: DeviceKind::Host }],
            segments: Vec::new(),
            links: Vec::new(),
            names,
            underlay: Default::default(),
            planes: Default::default(),
            externals: Default::default(),
            tenants: Default::default(),
        };
        lab.networks.iter().for_each(|network| topology.add_network(network));
        lab.machines.iter().for_each(|machine| topology.add_machine(machine));
        lab.clouds.iter().for_each(|cloud| topology.add_cloud(cloud));
        topology.add_projects();
        topology.add_servers();
        lab.clusters.iter().for_each(|cluster| topology.add_cluster(cluster));
        topology.add_boot_servers();
        topology
    }

    fn add_device(&mut self, kind: DeviceKind<'a>) -> DeviceId {
        self.devices.push(Device { kind });
        DeviceId(self.devices.len() - 1)
    }

    fn add_segment(&mut self, kind: SegmentKind<'a>, mtu: Option<Mtu<'a>>, prefixes: Vec<Subnet>, authority: Authority<'a>) -> SegmentId {
        self.segments.push(Segment { kind, mtu, prefixes, authority });
        SegmentId(self.segments.len() - 1)
    }

    /// The segment of a VLAN of a network, made where it is new.
    fn vlan(&mut self, network: &'a Network, vlan: Option<u16>) -> SegmentId {
        if let Some(known) = self.underlay.get(&(network.name.as_str(), vlan)) {
            return *known;
        }
        let is_open = match network.mode {
            NetworkMode::Bridge => true,
            NetworkMode::OpenVswitch => {
                let leads_out = |trunk: &[u16]| trunk.is_empty() || vlan.is_some_and(|vlan| trunk.contains(&vlan));
                network.existing || network.uplinks.iter().any(|uplink| leads_out(&uplink.trunk))
            }
            NetworkMode::Nat | NetworkMode::Isolated | NetworkMode::Routed => {
                network.existing && self.facts.is_none_or(|facts| facts.network(network.name.as_str()).is_none())
            }
        };
        let authority = Authority { is_open, ..Authority::default() };
        let id = self.add_segment(SegmentKind::Underlay { network, vlan }, self.wire(network), Vec::new(), authority);
        self.underlay.insert((network.name.as_str(), vlan), id);
        id
    }

    fn add_network(&mut self, network: &'a Network) {
        let untagged = self.vlan(network, None);
        let host = DeviceId(0);
        let facts = self.facts.filter(|_| network.existing).and_then(|facts| facts.network(network.name.as_str()));
        let mut own: Vec<_> = network.ip.iter().chain(&network.ip6).copied().collect();
        if own.is_empty() {
            own.extend(facts.into_iter().flat_map(|facts| &facts.addresses));
        }
        let ranges: Vec<IpRange> = match (&network.dhcp, facts) {
            (Some(_), _) => network.dhcp_range().copied().into_iter().collect(),
            (None, Some(facts)) => facts.dhcp.clone(),
            (None, None) => Vec::new(),
        };
        let is_libvirts = !matches!(network.mode, NetworkMode::Bridge | NetworkMode::OpenVswitch);
        let segment = &mut self.segments[untagged.0];
        segment.prefixes.extend(own.iter().map(|own| own.subnet()));
        if is_libvirts {
            let libvirt = AnswerBy::Libvirt(network);
            if !ranges.is_empty() {
                segment.authority.dhcp.push(Answer { by: libvirt, ranges });
            }
            if !own.is_empty() && network.dns.as_ref().is_none_or(|dns| dns.enabled) {
                segment.authority.dns.push(libvirt);
            }
            if matches!(network.mode, NetworkMode::Nat | NetworkMode::Routed) {
                segment.authority.routing.push(libvirt);
            }
        }
        if !own.is_empty() {
            self.links.push(Link { device: host, segment: untagged, kind: LinkKind::Host(network), tag: None });
        }
        for segment in &network.segments {
            let id = self.vlan(network, Some(segment.vlan));
            if let Some(ip) = segment.ip {
                self.segments[id.0].prefixes.push(ip.subnet());
                self.links.push(Link { device: host, segment: id, kind: LinkKind::Host(network), tag: Some(segment.vlan) });
            }
        }
        for group in &network.portgroups {
            for vlan in group.access.iter().chain(&group.trunk).chain(&group.native) {
                self.vlan(network, Some(*vlan));
            }
        }
        for uplink in &network.uplinks {
            for tag in &uplink.trunk {
                let segment = self.vlan(network, Some(*tag));
                self.links.push(Link { device: host, segment, kind: LinkKind::Uplink(uplink), tag: Some(*tag) });
            }
        }
    }

    fn add_machine(&mut self, machine: &'a Machine) {
        let device = self.add_device(DeviceKind::Machine(machine));
        for port in &machine.ports {
            let Some(network) = port.network.as_ref().and_then(|name| self.names.networks.get(name.as_str())).copied() else { continue };
            let stand = Stand::of(network, port);
            let tagged = match stand {
                Stand::Trunk { tags, .. } => tags,
                Stand::Plain | Stand::Access(_) | Stand::Unknown => &[],
            };
            for tag in [None].into_iter().chain(tagged.iter().copied().map(Some)) {
                if let Carried::In(vlan) = stand.carry(tag) {
                    let segment = self.vlan(network, vlan);
                    self.links.push(Link { device, segment, kind: LinkKind::Port(port), tag });
                }
            }
        }
        for bond in &machine.bonds {
            for port in bond.ports.iter().take(1) {
                if let Some(segment) = self.of_port(machine, port.as_str(), None) {
                    self.links.push(Link { device, segment, kind: LinkKind::Bond(bond), tag: None });
                }
            }
        }
    }

    fn add_cloud(&mut self, cloud: &'a Cloud) {
        for plane in &cloud.planes {
            let segment = self.place_plane(cloud, plane);
            self.planes.entry((cloud.name.as_str(), plane.name.as_str())).or_insert(segment);
            self.segments[segment.0].prefixes.extend(plane.subnet);
            for (_, machine) in plane_nodes(cloud, plane, |name| self.names.machines.get(name).copied()) {
                if let Some(device) = self.machine(machine.name.as_str()) {
                    self.links.push(Link { device, segment, kind: LinkKind::Plane(plane), tag: plane.vlan });
                }
            }
        }
        for external in &cloud.external_networks {
            let network = external.network.as_ref().and_then(|name| self.names.networks.get(name.as_str())).copied();
            let segment = match network {
                Some(network) => self.vlan(network, external.vlan),
                None => {
                    let mtu = external.mtu.map(|bytes| Mtu { bytes, set_by: SetBy::External(cloud, external) });
                    self.add_segment(SegmentKind::External { cloud, external }, mtu, Vec::new(), open())
                }
            };
            self.externals.entry((cloud.name.as_str(), external.name.as_str())).or_insert(segment);
            let segment = &mut self.segments[segment.0];
            segment.prefixes.extend(external.subnet);
            if external.dhcp {
                segment.authority.dhcp.push(Answer { by: AnswerBy::Neutron(cloud), ranges: external.pool.into_iter().collect() });
            }
        }
        let Some(director) = cloud.deployment.director() else { return };
        let Some(segment) = self.ctlplane(cloud) else { return };
        let segment = &mut self.segments[segment.0];
        segment.prefixes.push(director.network_cidr.unwrap_or_else(|| director.local_ip.subnet()));
        segment.authority.dhcp.push(Answer { by: AnswerBy::Director(cloud), ranges: director.dhcp.into_iter().collect() });
        if let Some(range) = director.inspection {
            segment.authority.dhcp.push(Answer { by: AnswerBy::Inspection(cloud), ranges: vec![range] });
        }
        segment.authority.pxe.push(AnswerBy::Director(cloud));
        // Their answers are used there; libvirt's own stands in the list already.
        let own = |server: &&IpAddr| !matches!(segment.kind, SegmentKind::Underlay { network, .. } if is_own(network, **server));
        let inside = |server: &&IpAddr| segment.prefixes.iter().any(|prefix| prefix.contains(**server));
        let servers: Vec<_> = director.nameservers.iter().filter(own).filter(inside).map(|server| AnswerBy::At(*server)).collect();
        segment.authority.dns.extend(servers);
        if director.masquerade {
            segment.authority.routing.push(AnswerBy::Director(cloud));
        }
    }

    /// The segment of a plane: where the first of its nodes sends the plane's frames, otherwise the VLAN of its network.
    fn place_plane(&mut self, cloud: &'a Cloud, plane: &'a Plane) -> SegmentId {
        let network = plane.network.as_ref().and_then(|name| self.names.networks.get(name.as_str())).copied();
        for (_, machine) in plane_nodes(cloud, plane, |name| self.names.machines.get(name).copied()) {
            let ports = match &plane.link {
                Some(link) => link_ports(machine, link.as_str()).unwrap_or_default(),
                None => machine.ports.iter().filter(|port| port.network.is_some() && port.network == plane.network).collect(),
            };
            for port in ports {
                let on = port.network.as_ref().and_then(|name| self.names.networks.get(name.as_str())).copied();
                let Some(on) = on.filter(|on| network.is_none_or(|network| network.name == on.name)) else { continue };
                if let Carried::In(vlan) = Stand::of(on, port).carry(plane.vlan) {
                    return self.vlan(on, vlan);
                }
            }
        }
        match network {
            Some(network) => self.vlan(network, plane.vlan),
            None => {
                let mtu = plane.mtu.map(|bytes| Mtu { bytes, set_by: SetBy::Plane(cloud, plane) });
                self.add_segment(SegmentKind::Plane { cloud, plane }, mtu, Vec::new(), open())
            }
        }
    }

    fn add_projects(&mut self) {
        for project in self.lab.projects.iter() {
            let cloud = self.names.clouds.get(project.cloud.as_str()).copied();
            for network in &project.networks {
                let mut authority = Authority::default();
                if let Some(cloud) = cloud {
                    let served = network.subnets.iter().filter(|subnet| subnet.dhcp);
                    let ranges: Vec<IpRange> = served.flat_map(|subnet| subnet.pools.iter().copied()).collect();
                    if network.subnets.iter().any(|subnet| subnet.dhcp) {
                        authority.dhcp.push(Answer { by: AnswerBy::Neutron(cloud), ranges });
                        authority.dns.push(AnswerBy::Neutron(cloud));
                    }
                }
                let prefixes = network.subnets.iter().map(|subnet| subnet.cidr).collect();
                let mtu = self.tenant_mtu(project, network);
                let segment = self.add_segment(SegmentKind::Tenant { project, network }, mtu, prefixes, authority);
                self.tenants.entry((project.name.as_str(), network.name.as_str())).or_insert(segment);
            }
            for router in &project.routers {
                let device = self.add_device(DeviceKind::Router(project, router));
                let joins =
                    |network: &&crate::model::ProjectNetwork| network.subnets.iter().any(|subnet| router.subnets.contains(&subnet.name));
                let mut legs: Vec<SegmentId> = project
                    .networks
                    .iter()
                    .filter(joins)
                    .filter_map(|network| self.tenant(project.name.as_str(), network.name.as_str()))
                    .collect();
                let external = router.external.as_ref();
                legs.extend(external.and_then(|external| self.external(project.cloud.as_str(), external.as_str())));
                for segment in legs {
                    self.links.push(Link { device, segment, kind: LinkKind::Router(router), tag: None });
                    self.segments[segment.0].authority.routing.push(AnswerBy::Router(project, router));
                }
            }
        }
    }

    fn add_servers(&mut self) {
        for server in self.lab.servers.iter() {
            let device = self.add_device(DeviceKind::Server(server));
            let Some(project) = self.names.projects.get(server.project.as_str()).copied() else { continue };
            for port in &server.ports {
                let made = port.port.as_ref().and_then(|name| project.ports.iter().find(|own| own.name == *name));
                let Some(network) = port.network.as_ref().or(made.map(|made| &made.network)) else { continue };
                let tenant = self.tenant(project.name.as_str(), network.as_str());
                let segment = tenant.or_else(|| self.external(project.cloud.as_str(), network.as_str()));
                if let Some(segment) = segment {
                    self.links.push(Link { device, segment, kind: LinkKind::Server(port), tag: None });
                }
            }
        }
    }

    fn add_cluster(&mut self, cluster: &'a Cluster) {
        let name_server = cluster.dns.server.as_ref().and_then(|name| self.names.machines.get(name.as_str())).copied();
        if let Some(machine) = name_server {
            for segment in self.untagged(machine) {
                self.segments[segment.0].authority.dns.push(AnswerBy::Machine(machine));
            }
        }
        if let Some(gateway) = cluster.networks.gateway {
            self.add_gateway(cluster, gateway);
        }
        if !matches!(cluster.installer, Installer::Ipi | Installer::Magnum) {
            return;
        }
        let device = self.add_device(DeviceKind::Nodes(cluster));
        let Some(project) = cluster.project.as_ref().and_then(|name| self.names.projects.get(name.as_str())).copied() else { return };
        let Some(machines) = cluster.networks.machine else { return };
        let holds = |network: &&crate::model::ProjectNetwork| network.subnets.iter().any(|subnet| subnet.cidr.overlaps(machines));
        let network = project.networks.iter().find(holds);
        if let Some(segment) = network.and_then(|network| self.tenant(project.name.as_str(), network.name.as_str())) {
            self.links.push(Link { device, segment, kind: LinkKind::Nodes, tag: None });
        }
    }

    /// The machine of a cluster that its nodes send packets to on the way out.
    fn add_gateway(&mut self, cluster: &'a Cluster, gateway: IpAddr) {
        let mut machines = Vec::new();
        references::of_cluster(cluster, &mut |kind, _, name| {
            if kind == Kind::Machines {
                machines.extend(self.names.machines.get(name.as_str()).copied());
            }
        });
        let port = machines.into_iter().find_map(|machine| {
            let port = machine.ports.iter().find(|port| port.address == Some(gateway))?;
            Some((machine, self.of_port(machine, port.name.as_str(), None)?))
        });
        let Some((machine, segment)) = port else { return };
        let routing = &mut self.segments[segment.0].authority.routing;
        if !routing.iter().any(|server| matches!(server, AnswerBy::Machine(known) if known.name == machine.name)) {
            routing.push(AnswerBy::Machine(machine));
        }
    }

    /// Bastions serve boot files on the segments that machines boot from.
    fn add_boot_servers(&mut self) {
        let mut boots: BTreeSet<SegmentId> = BTreeSet::new();
        for machine in self.lab.machines.iter() {
            let Boot::Pxe(pxe) = &machine.boot else { continue };
            let port = match &pxe.port {
                Some(name) => Some(name.as_str()),
                None => machine.ports.first().map(|port| port.name.as_str()),
            };
            boots.extend(port.and_then(|port| self.of_port(machine, port, None)));
        }
        for machine in self.lab.machines.iter().filter(|machine| machine.role == Role::Bastion) {
            for segment in self.untagged(machine) {
                if boots.contains(&segment) {
                    self.segments[segment.0].authority.pxe.push(AnswerBy::Machine(machine));
                }
            }
        }
    }

    /// The segments of a machine's untagged frames.
    pub fn untagged(&self, machine: &Machine) -> Vec<SegmentId> {
        machine.ports.iter().filter_map(|port| self.of_port(machine, port.name.as_str(), None)).collect()
    }
}

/// Whether the host has an address on a network.
fn is_own(network: &Network, address: IpAddr) -> bool {
    network.ip.iter().chain(&network.ip6).any(|own| own.address() == address)
}

fn open<'a>() -> Authority<'a> {
    Authority { is_open: true, ..Authority::default() }
}
