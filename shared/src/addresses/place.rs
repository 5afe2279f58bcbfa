//! On which segment an address counts that is written without its network.

use std::net::IpAddr;

use crate::{
    document::references,
    model::{Cloud, Cluster, Kind},
    topology::{SegmentId, Topology},
};

/// The first of the segments that has a prefix with the address.
fn first(topology: &Topology<'_>, address: IpAddr, segments: impl Iterator<Item = SegmentId>) -> Option<SegmentId> {
    let mut segments = segments;
    segments.find(|segment| topology.segment(*segment).prefixes.iter().any(|prefix| prefix.contains(address)))
}

/// Where an endpoint of a cloud answers: on a plane, an external network or the provisioning network, or where its nodes stand.
pub(super) fn endpoint_segment(topology: &Topology<'_>, cloud: &Cloud, address: IpAddr) -> Option<SegmentId> {
    let planes = cloud.planes.iter().filter_map(|plane| topology.plane(cloud, plane));
    let externals = cloud.external_networks.iter().filter_map(|external| topology.external(cloud.name.as_str(), external.name.as_str()));
    let machines = cloud.nodes.iter().filter_map(|node| topology.named_machine(node.machine.as_str()));
    let nodes = machines.flat_map(|machine| topology.untagged(machine));
    first(topology, address, planes.chain(externals).chain(topology.ctlplane(cloud)).chain(nodes))
}

/// The external network of a cloud that has a floating IP.
pub(super) fn floating_segment(topology: &Topology<'_>, cloud: &str, address: IpAddr) -> Option<SegmentId> {
    let record = topology.lab.clouds.get(cloud)?;
    let external = record.external_networks.iter().find(|external| external.subnet.is_some_and(|subnet| subnet.contains(address)))?;
    topology.external(cloud, external.name.as_str())
}

/// Where a virtual address of a cluster is: on a network of its project, or an external one of the cloud; of machines where these stand.
pub(super) fn vip_segment(topology: &Topology<'_>, cluster: &Cluster, address: IpAddr) -> Option<SegmentId> {
    let Some(project) = &cluster.project else {
        let mut segments = Vec::new();
        references::of_cluster(cluster, &mut |kind, _, name| {
            if let (Kind::Machines, Some(machine)) = (kind, topology.named_machine(name.as_str())) {
                segments.extend(topology.untagged(machine));
            }
        });
        return first(topology, address, segments.into_iter());
    };
    let project = topology.named_project(project.as_str())?;
    let subnets = || project.networks.iter().flat_map(|network| network.subnets.iter().map(move |subnet| (network, subnet)));
    let named = subnets().find(|(_, subnet)| cluster.networks.subnet.as_ref() == Some(&subnet.name));
    let home = named.or_else(|| subnets().find(|(_, subnet)| subnet.cidr.contains(address)));
    match home {
        Some((network, _)) => topology.tenant(project.name.as_str(), network.name.as_str()),
        None => floating_segment(topology, project.cloud.as_str(), address),
    }
}
