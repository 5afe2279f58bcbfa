//! Where the entries come from.

use crate::{
    diagnostic::Subject,
    figures::figures,
    model::{Cloud, Cluster, Deployment, Installer, Keyed, Kind, PlanePurpose, Project, RecordRef},
    topology::{AnswerBy, SegmentId, SegmentKind, Topology},
    value::Subnet,
};

use super::{
    Claim, Entry, Holder, What,
    blanks::lowest_address,
    place::{endpoint_segment, floating_segment, vip_segment},
};

struct Book<'a> {
    entries: Vec<Entry<'a>>,
}

impl<'a> Book<'a> {
    fn add(&mut self, what: What, holder: Holder<'a>, label: String, subject: Option<Subject>, segment: Option<SegmentId>) {
        self.entries.push(Entry { what, holder, claim: Claim::Holds, label, subject, segment });
    }

    /// The last entry's holder does not simply hold it.
    fn claims(&mut self, claim: Claim) {
        self.entries.iter_mut().last().into_iter().for_each(|entry| entry.claim = claim);
    }
}

pub(super) fn collect<'a>(topology: &Topology<'a>) -> Vec<Entry<'a>> {
    let mut book = Book { entries: Vec::new() };
    networks(topology, &mut book);
    machines(topology, &mut book);
    topology.lab.clouds.iter().for_each(|cloud| of_cloud(topology, cloud, &mut book));
    topology.lab.projects.iter().for_each(|project| of_project(topology, project, &mut book));
    servers(topology, &mut book);
    topology.lab.clusters.iter().for_each(|cluster| of_cluster(topology, cluster, &mut book));
    software(&mut book);
    book.entries
}

fn at(kind: Kind, record: &impl Keyed, field: impl Into<String>) -> Option<Subject> {
    Some(Subject::field(RecordRef::new(kind, record.id()), field))
}

fn networks<'a>(topology: &Topology<'a>, book: &mut Book<'a>) {
    for network in topology.lab.networks.iter() {
        let segment = topology.underlay(network.name.as_str(), None);
        for (field, own) in [("ip", network.ip), ("ip6", network.ip6)] {
            let Some(own) = own else { continue };
            let subject = at(Kind::Networks, network, field);
            book.add(What::Prefix(own.subnet()), Holder::Host, format!("network {}", network.name), subject.clone(), segment);
            book.add(What::Address(own.address()), Holder::Host, format!("the host on {}", network.name), subject, segment);
        }
        for (index, part) in network.segments.iter().enumerate() {
            let Some(own) = part.ip else { continue };
            let segment = topology.underlay(network.name.as_str(), Some(part.vlan));
            let subject = at(
                Kind::Networks,
                network,
                format!("segments[{}].ip", part.name.as_ref().map_or_else(|| index.to_string(), ToString::to_string)),
            );
            let label = format!("VLAN {} of {}", part.vlan, network.name);
            book.add(What::Prefix(own.subnet()), Holder::Host, label.clone(), subject.clone(), segment);
            book.add(What::Address(own.address()), Holder::Host, format!("the host in {label}"), subject, segment);
        }
    }
    for (index, segment) in topology.segments.iter().enumerate() {
        let SegmentKind::Underlay { network, .. } = segment.kind else { continue };
        for answer in segment.authority.dhcp.iter().filter(|answer| matches!(answer.by, AnswerBy::Libvirt(_))) {
            for range in &answer.ranges {
                let subject = network.dhcp.is_some().then(|| at(Kind::Networks, network, "dhcp")).flatten();
                let label = format!("libvirt's DHCP range on {}", network.name);
                book.add(What::Pool(*range), Holder::Libvirt(&network.name), label, subject, Some(topology.id(index)));
            }
        }
    }
}

fn machines<'a>(topology: &Topology<'a>, book: &mut Book<'a>) {
    for machine in topology.lab.machines.iter() {
        for port in &machine.ports {
            let Some(address) = port.address else { continue };
            let segment = topology.of_port(machine, port.name.as_str(), None);
            let subject = at(Kind::Machines, machine, format!("ports[{}].address", port.name));
            book.add(
                What::Address(address),
                Holder::Machine(&machine.name),
                format!("{} of {}", port.name, machine.name),
                subject,
                segment,
            );
        }
    }
}

fn of_cloud<'a>(topology: &Topology<'a>, cloud: &'a Cloud, book: &mut Book<'a>) {
    let name = &cloud.name;
    let own = |field: String| at(Kind::Clouds, cloud, field);
    if let Some(director) = cloud.deployment.director() {
        let segment = topology.ctlplane(cloud);
        let field = |field: &str| own(format!("deployment.director.{field}"));
        let holder = Holder::Director(name);
        let prefix = director.network_cidr.unwrap_or_else(|| director.local_ip.subnet());
        book.add(What::Prefix(prefix), holder, format!("the provisioning network of {name}"), field("networkCidr"), segment);
        let machine = Holder::Machine(&director.machine);
        book.add(
            What::Address(director.local_ip.address()),
            machine,
            format!("localIp of the director of {name}"),
            field("localIp"),
            segment,
        );
        for (what, address) in [("publicHost", director.public_host), ("adminHost", director.admin_host)] {
            if let Some(address) = address {
                book.add(What::Address(address), machine, format!("{what} of the director of {name}"), field(what), segment);
            }
        }
        if let Some(gateway) = director.gateway {
            book.add(What::Address(gateway), holder, format!("the gateway of the director of {name}"), field("gateway"), segment);
            book.claims(Claim::Gateway);
        }
        for (what, pool) in [("dhcp", director.dhcp), ("inspection", director.inspection)] {
            if let Some(pool) = pool {
                book.add(What::Pool(pool), holder, format!("the {what} range of the director of {name}"), field(what), segment);
            }
        }
    }
    let control = cloud.planes.iter().find(|plane| plane.purpose == PlanePurpose::Control);
    let ctlplane = topology.ctlplane(cloud).or_else(|| topology.plane(cloud, control?));
    for node in &cloud.nodes {
        let Some(address) = node.address else { continue };
        let subject = own(format!("nodes[{}].address", node.machine));
        book.add(What::Address(address), Holder::Machine(&node.machine), format!("node {} of {name}", node.machine), subject, ctlplane);
    }
    for plane in &cloud.planes {
        let segment = topology.plane(cloud, plane);
        let field = |field: &str| own(format!("planes[{}].{field}", plane.name));
        if let Some(subnet) = plane.subnet {
            book.add(What::Prefix(subnet), Holder::Cloud(name), format!("{} of {name}", plane.name), field("subnet"), segment);
        }
        if let Some(pool) = plane.pool {
            book.add(What::Pool(pool), Holder::Cloud(name), format!("the pool of {} of {name}", plane.name), field("pool"), segment);
        }
        if let Some(gateway) = plane.gateway {
            let label = format!("the gateway of {} of {name}", plane.name);
            book.add(What::Address(gateway), Holder::Cloud(name), label, field("gateway"), segment);
            book.claims(Claim::Gateway);
        }
        if let Some(vip) = plane.vip {
            book.add(What::Address(vip), Holder::Cloud(name), format!("the VIP of {} of {name}", plane.name), field("vip"), segment);
            book.claims(Claim::Virtual);
        }
    }
    for external in &cloud.external_networks {
        let segment = topology.external(name.as_str(), external.name.as_str());
        let field = |field: &str| own(format!("externalNetworks[{}].{field}", external.name));
        if let Some(subnet) = external.subnet {
            book.add(What::Prefix(subnet), Holder::Cloud(name), format!("{} of {name}", external.name), field("subnet"), segment);
        }
        if let Some(pool) = external.pool {
            book.add(What::Pool(pool), Holder::Cloud(name), format!("the pool of {} of {name}", external.name), field("pool"), segment);
        }
        if let Some(gateway) = external.gateway {
            let label = format!("the gateway of {} of {name}", external.name);
            book.add(What::Address(gateway), Holder::Cloud(name), label, field("gateway"), segment);
            book.claims(Claim::Gateway);
        }
    }
    match &cloud.deployment {
        Deployment::Kolla(kolla) => {
            let port = kolla.network_interface.as_ref();
            let machine = cloud.nodes.first().and_then(|node| topology.named_machine(node.machine.as_str()));
            let segment = machine.zip(port).and_then(|(machine, port)| topology.of_port(machine, port.as_str(), None));
            for (field, vip) in [("internalVip", kolla.internal_vip), ("externalVip", kolla.external_vip)] {
                // The external address may stand on another network, which is not known.
                let segment = segment.filter(|_| field == "internalVip");
                if let Some(vip) = vip {
                    let subject = own(format!("deployment.kolla.{field}"));
                    book.add(What::Address(vip), Holder::Cloud(name), format!("{field} of {name}"), subject, segment);
                    book.claims(Claim::Virtual);
                }
            }
        }
        Deployment::OpenstackAnsible(osa) => {
            let subnet = osa.management.unwrap_or(figures().ranges.osa_management.value);
            let subject = own("deployment.openstack-ansible.management".to_owned());
            book.add(What::Prefix(subnet), Holder::Cloud(name), format!("the management network of {name}"), subject, None);
        }
        Deployment::Existing | Deployment::Director(_) => {}
    }
    for (what, address) in [("public", cloud.endpoints.public), ("internal", cloud.endpoints.internal)] {
        let Some(address) = address else { continue };
        let (subject, segment) = (own(format!("endpoints.{what}")), endpoint_segment(topology, cloud, address));
        book.add(What::Address(address), Holder::Cloud(name), format!("the {what} endpoint of {name}"), subject, segment);
        book.claims(Claim::Endpoint);
    }
}

fn of_project<'a>(topology: &Topology<'a>, project: &'a Project, book: &mut Book<'a>) {
    let name = &project.name;
    let own = |field: String| at(Kind::Projects, project, field);
    for network in &project.networks {
        let segment = topology.tenant(name.as_str(), network.name.as_str());
        for subnet in &network.subnets {
            let field = |field: &str| own(format!("networks[{}].subnets[{}].{field}", network.name, subnet.name));
            let label = format!("{} of {name}", subnet.name);
            book.add(What::Prefix(subnet.cidr), Holder::Project(name), label.clone(), field("cidr"), segment);
            for pool in &subnet.pools {
                book.add(What::Pool(*pool), Holder::Project(name), format!("the pool of {label}"), field("pools"), segment);
            }
            // Without a router nobody takes the one that Neutron thinks of by itself.
            let is_routed = project.routers.iter().any(|router| router.subnets.contains(&subnet.name));
            let first = lowest_address(subnet.cidr, &[]).filter(|_| is_routed);
            if let Some(gateway) = subnet.gateway.or(first) {
                book.add(What::Address(gateway), Holder::Project(name), format!("the gateway of {label}"), field("gateway"), segment);
                book.claims(Claim::Gateway);
            }
        }
    }
    for port in &project.ports {
        let Some(address) = port.address else { continue };
        let tenant = topology.tenant(name.as_str(), port.network.as_str());
        let segment = tenant.or_else(|| topology.external(project.cloud.as_str(), port.network.as_str()));
        let subject = own(format!("ports[{}].address", port.name));
        book.add(What::Address(address), Holder::Project(name), format!("the port {} of {name}", port.name), subject, segment);
        book.claims(Claim::Port);
    }
    for (index, floating) in project.floating_ips.iter().enumerate() {
        let Some(address) = floating.address else { continue };
        let segment = topology.external(project.cloud.as_str(), floating.network.as_str());
        let subject = own(format!("floatingIps[{index}].address"));
        book.add(What::Address(address), Holder::Project(name), format!("a floating IP of {name}"), subject, segment);
        book.claims(Claim::Floating);
    }
}

fn servers<'a>(topology: &Topology<'a>, book: &mut Book<'a>) {
    for server in topology.lab.servers.iter() {
        let cloud = || topology.named_project(server.project.as_str()).map(|project| project.cloud.as_str());
        for (index, port) in server.ports.iter().enumerate() {
            if let Some(address) = port.floating_ip {
                let subject = at(Kind::Servers, server, format!("ports[{index}].floatingIp"));
                let segment = cloud().and_then(|cloud| floating_segment(topology, cloud, address));
                book.add(
                    What::Address(address),
                    Holder::Server(&server.name),
                    format!("the floating IP of {}", server.name),
                    subject,
                    segment,
                );
                book.claims(Claim::Led);
            }
            let (Some(address), Some(network)) = (port.address, &port.network) else { continue };
            let tenant = topology.tenant(server.project.as_str(), network.as_str());
            let segment = tenant.or_else(|| topology.external(cloud()?, network.as_str()));
            let subject = at(Kind::Servers, server, format!("ports[{index}].address"));
            book.add(What::Address(address), Holder::Server(&server.name), server.name.to_string(), subject, segment);
        }
    }
}

fn of_cluster<'a>(topology: &Topology<'a>, cluster: &'a Cluster, book: &mut Book<'a>) {
    let name = &cluster.name;
    let holder = Holder::Cluster(name);
    let own = |field: &str| at(Kind::Clusters, cluster, field);
    let mut prefix = |subnet: Option<Subnet>, what: &str, field: &str| {
        if let Some(subnet) = subnet {
            book.add(What::Prefix(subnet), holder, format!("the {what} of {name}"), own(field), None);
        }
    };
    prefix(cluster.networks.machine, "machine network", "networks.machine");
    for pods in &cluster.networks.cluster {
        prefix(Some(pods.cidr.subnet()), "cluster network", "networks.cluster");
    }
    for services in &cluster.networks.service {
        prefix(Some(*services), "service network", "networks.service");
    }
    prefix(cluster.networks.join, "join network", "networks.join");
    prefix(cluster.networks.transit, "transit network", "networks.transit");
    if cluster.installer == Installer::Magnum {
        let ranges = &figures().ranges;
        let magnum = cluster.magnum.as_ref();
        let pods = magnum.and_then(|magnum| magnum.pod_network).unwrap_or(ranges.magnum_pods.value);
        let services = magnum.and_then(|magnum| magnum.service_network).unwrap_or(ranges.magnum_services.value);
        prefix(Some(pods), "pod network", "magnum.podNetwork");
        prefix(Some(services), "service network", "magnum.serviceNetwork");
        prefix(magnum.and_then(|magnum| magnum.management_pod_network), "management cluster's pod network", "magnum.managementPodNetwork");
    }
    let vips = &cluster.vips;
    let api = vips.api.iter().enumerate().map(|(index, vip)| (format!("vips.api[{index}]"), "API", *vip));
    let ingress = vips.ingress.iter().enumerate().map(|(index, vip)| (format!("vips.ingress[{index}]"), "router", *vip));
    for (field, what, vip) in api.chain(ingress).chain(vips.dns.map(|vip| ("vips.dns".to_owned(), "DNS", vip))) {
        let segment = vip_segment(topology, cluster, vip);
        book.add(What::Address(vip), holder, format!("the virtual address of the {what} of {name}"), own(&field), segment);
        book.claims(Claim::Virtual);
    }
    let project = cluster.project.as_ref().and_then(|project| topology.named_project(project.as_str()));
    let floating = [("apiFloatingIp", "API", vips.api_floating_ip), ("ingressFloatingIp", "router", vips.ingress_floating_ip)];
    for (field, what, address) in floating {
        let Some(address) = address else { continue };
        let segment = project.and_then(|project| floating_segment(topology, project.cloud.as_str(), address));
        book.add(
            What::Address(address),
            holder,
            format!("the floating IP of the {what} of {name}"),
            own(&format!("vips.{field}")),
            segment,
        );
        book.claims(Claim::Led);
    }
}

fn software(book: &mut Book<'_>) {
    let ranges = &figures().ranges;
    let known = [
        (&ranges.libvirt_default, "libvirt's network default"),
        (&ranges.docker, "Docker's bridge"),
        (&ranges.ovn_join, "OVN-Kubernetes' join network"),
        (&ranges.ovn_transit, "OVN-Kubernetes' transit network"),
    ];
    for (figure, label) in known {
        book.add(What::Prefix(figure.value), Holder::Software, label.to_owned(), None, None);
    }
}
