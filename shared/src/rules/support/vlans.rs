//! In which VLAN of its network a port stands, as the rules on addresses need it.

use crate::{
    model::{Cloud, Network, Port, Segment},
    topology::{Carried, Stand},
    value::IpRange,
};

/// What a cloud takes for itself on the networks below it.
pub fn taken_by(cloud: &Cloud) -> Vec<IpRange> {
    let mut singles: Vec<_> = cloud.nodes.iter().filter_map(|node| node.address).collect();
    let mut ranges = Vec::new();
    if let Some(director) = cloud.deployment.director() {
        singles.push(director.local_ip.address());
        singles.extend([director.public_host, director.admin_host, director.gateway].into_iter().flatten());
        ranges.extend([director.dhcp, director.inspection].into_iter().flatten());
    }
    for plane in &cloud.planes {
        singles.extend([plane.vip, plane.gateway].into_iter().flatten());
        ranges.extend(plane.pool);
    }
    for external in &cloud.external_networks {
        singles.extend(external.gateway);
        ranges.extend(external.pool);
    }
    singles.extend([cloud.endpoints.public, cloud.endpoints.internal].into_iter().flatten());
    ranges.extend(singles.into_iter().map(|address| IpRange { start: address, end: address }));
    ranges
}

/// The VLAN of a port's frames without a tag: `Some(None)` among the network's untagged frames, `None` where they go nowhere or that is not known.
pub fn vlan_of(network: &Network, port: &Port) -> Option<Option<u16>> {
    match Stand::of(network, port).carry(None) {
        Carried::In(vlan) => Some(vlan),
        Carried::Dropped | Carried::Unknown => None,
    }
}

/// Whether two ports of a network hear each other. Of those whose VLAN is not known only those of one portgroup are taken to.
pub fn are_together(network: &Network, one: &Port, other: &Port) -> bool {
    match (vlan_of(network, one), vlan_of(network, other)) {
        (Some(one), Some(other)) => one == other,
        (None, None) => one.portgroup == other.portgroup,
        _ => false,
    }
}

/// A network or one of its VLANs in a sentence.
pub fn label(network: &Network, vlan: Option<u16>) -> String {
    match vlan {
        None => network.name.to_string(),
        Some(vlan) => format!("VLAN {vlan} of {}", network.name),
    }
}

/// The field of the host's address in a VLAN.
pub fn field(index: usize, segment: &Segment) -> String {
    format!("segments[{}].ip", segment.name.as_ref().map_or_else(|| index.to_string(), ToString::to_string))
}
