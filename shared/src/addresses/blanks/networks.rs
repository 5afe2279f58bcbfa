//! L0's networks: the host's address, and what libvirt's DHCP server hands out.

use std::net::IpAddr;

use serde_json::{Value, json};

use crate::{
    diagnostic::Subject,
    model::{Dhcp, Keyed, Kind, Machine, Network, NetworkMode, Port, RecordRef, UpSignal},
    topology::SegmentId,
    value::{Cidr, IpRange, Subnet},
};

use super::{Blank, family::Family, look::Look, ports::wanted};

fn at(network: &Network, field: &str) -> Subject {
    Subject::field(RecordRef::new(Kind::Networks, network.id()), field)
}

pub(super) fn addresses(look: &Look<'_>) -> Vec<Blank> {
    let mut blanks = Vec::new();
    for network in look.lab.networks.iter() {
        if network.existing || !is_libvirts(network) {
            continue;
        }
        for family in [Family::V4, Family::V6].into_iter().filter(|family| !family.is_on(network)) {
            let is_blank = if family == Family::V4 { network.ip.is_none() } else { network.ip6.is_none() };
            let Some(why) = why_address(look, network, family).filter(|_| is_blank) else { continue };
            blanks.push(Blank { subject: at(network, family.field()), why, value: address(look, network, family) });
        }
    }
    blanks
}

fn why_address(look: &Look<'_>, network: &Network, family: Family) -> Option<String> {
    let (name, word) = (&network.name, family.word());
    let leads_out = network.mode != NetworkMode::Isolated;
    match family {
        Family::V4
            if leads_out && !Family::V6.is_on(network) && (is_meant(look, network, Family::V4) || !is_meant(look, network, Family::V6)) =>
        {
            return Some(format!("libvirt makes no network that leads out without an address of the host's on {name}"));
        }
        Family::V6 if leads_out && is_meant(look, network, Family::V6) => {
            return Some(format!("IPv6 leads out of {name} through the host"));
        }
        _ => {}
    }
    if network.dhcp_range().is_some_and(|range| family.has(range.start)) {
        return Some(format!("libvirt's DHCP server needs an {word}address on {name}"));
    }
    let is_seeded = |machine: &Machine| machine.cloud_init.as_ref().is_some_and(|seed| seed.network_config.is_none());
    let (machine, port) =
        ports(look, network).find(|(machine, port)| port.address.is_some_and(|own| family.has(own)) && is_seeded(machine))?;
    Some(format!("the seed of {} needs the prefix of {}'s address", machine.name, port.name))
}

/// Whether addresses of a family stand on a network, a cloud speaks of them, or nodes there are of a cluster whose services have them.
fn is_meant(look: &Look<'_>, network: &Network, family: Family) -> bool {
    !standing(look, network, family).is_empty() || !spoken(look, network, family).is_empty() || has_nodes(look, network, family)
}

/// Addresses of a family that the lab has on a network.
fn standing(look: &Look<'_>, network: &Network, family: Family) -> Vec<IpAddr> {
    let mut standing: Vec<IpAddr> = ports(look, network).filter_map(|(_, port)| port.address).collect();
    standing.extend(network.dhcp_range().into_iter().flat_map(|range| [range.start, range.end]));
    standing.retain(|address| family.has(*address));
    standing
}

/// Whether machines that are nodes of a cluster with services of a family have their first port on a network.
fn has_nodes(look: &Look<'_>, network: &Network, family: Family) -> bool {
    let clusters = look.lab.clusters.iter().filter(|cluster| cluster.networks.service.iter().any(|service| family.has(service.first())));
    let nodes = clusters.flat_map(|cluster| cluster.bootstrap.iter().chain(&cluster.control_plane.nodes).chain(&cluster.workers.nodes));
    let mut machines = nodes.filter_map(|node| look.topology.named_machine(node.machine.as_ref()?.as_str()));
    machines.any(|machine| machine.ports.iter().find_map(|port| port.network.as_ref()) == Some(&network.name))
}

fn ports<'a>(look: &Look<'a>, network: &Network) -> impl Iterator<Item = (&'a Machine, &'a Port)> {
    let all = look.lab.machines.iter().flat_map(|machine| machine.ports.iter().map(move |port| (machine, port)));
    all.filter(|(_, port)| port.network.as_ref() == Some(&network.name))
}

/// The host's address: on the prefix that others speak of on the network, otherwise on one that is free.
fn address(look: &Look<'_>, network: &Network, family: Family) -> Result<Value, String> {
    let segment = look.topology.underlay(network.name.as_str(), None);
    let (standing, spoken) = (standing(look, network, family), spoken(look, network, family));
    let prefix = match (spoken.first(), standing.first()) {
        (Some((prefix, _)), _) => *prefix,
        (None, Some(first)) => Cidr::new(*first, family.length()).ok_or("that is no prefix")?.subnet(),
        (None, None) => {
            let prefix = look.prefix(family).ok_or(match family {
                Family::V4 => "no prefix from 10.64.0.0 to 10.127.255.255 is free",
                Family::V6 => "no /64 of the lab's unique local prefix is free",
            })?;
            return value(look, segment, prefix);
        }
    };
    if let Some(outside) = standing.iter().find(|address| !prefix.contains(**address)) {
        return Err(format!("{outside} does not lie in {prefix} like the others"));
    }
    let others = look.lab.networks.iter().filter(|other| other.name != network.name);
    if let Some(other) = others.into_iter().find(|other| look.own(other).iter().any(|own| own.subnet().overlaps(prefix))) {
        return Err(format!("{prefix} is {}'s already", other.name));
    }
    // Where a gateway is named on a network that leads out through the host, the host is it.
    let gateway = spoken.iter().find_map(|(_, gateway)| *gateway).filter(|gateway| {
        network.mode != NetworkMode::Isolated
            && prefix.contains(*gateway)
            && ports(look, network).all(|(_, port)| port.address != Some(*gateway))
    });
    match gateway.and_then(|gateway| Cidr::new(gateway, prefix.prefix())) {
        Some(own) => Ok(json!(own.to_string())),
        None => value(look, segment, prefix),
    }
}

fn value(look: &Look<'_>, segment: Option<SegmentId>, prefix: Subnet) -> Result<Value, String> {
    let own = look.address(segment, prefix).and_then(|free| Cidr::new(free, prefix.prefix())).ok_or(format!("{prefix} is full"))?;
    Ok(json!(own.to_string()))
}

/// The prefixes of a family that clouds give a network, with their gateways.
fn spoken(look: &Look<'_>, network: &Network, family: Family) -> Vec<(Subnet, Option<IpAddr>)> {
    let mut spoken = Vec::new();
    for cloud in look.lab.clouds.iter() {
        let here = |name: &Option<crate::value::Name>| name.as_ref() == Some(&network.name);
        let externals = cloud.external_networks.iter().filter(|external| here(&external.network) && external.vlan.is_none());
        spoken.extend(externals.filter_map(|external| Some((external.subnet?, external.gateway))));
        let planes = cloud.planes.iter().filter(|plane| here(&plane.network) && plane.vlan.is_none());
        spoken.extend(planes.filter_map(|plane| Some((plane.subnet?, plane.gateway))));
        if let Some(director) = cloud.deployment.director() {
            let segment = look.topology.ctlplane(cloud);
            if segment.is_some() && segment == look.topology.underlay(network.name.as_str(), None) {
                spoken.push((director.network_cidr.unwrap_or_else(|| director.local_ip.subnet()), director.gateway));
            }
        }
    }
    spoken.retain(|(prefix, _)| family.has(prefix.first()));
    spoken
}

pub(super) fn ranges(look: &Look<'_>) -> Vec<Blank> {
    let mut blanks = Vec::new();
    for network in look.lab.networks.iter().filter(|network| !network.existing && network.dhcp.is_none()) {
        let Some(own) = network.ip.filter(|own| own.address().is_ipv4()) else { continue };
        let Some(segment) = look.topology.underlay(network.name.as_str(), None) else { continue };
        if !is_libvirts(network) || look.is_served(segment) {
            continue;
        }
        let Some(why) = why_range(look, network) else { continue };
        blanks.push(Blank { subject: at(network, "dhcp"), why, value: range(look, segment, own.subnet()) });
    }
    blanks
}

/// The longest run that is free in the upper half of a prefix.
fn range(look: &Look<'_>, segment: SegmentId, prefix: Subnet) -> Result<Value, String> {
    let range = look.longest(Some(segment), prefix).map(within_libvirts_limit).ok_or(format!("the upper half of {prefix} is full"))?;
    Ok(json!({ "start": range.start.to_string(), "end": range.end.to_string() }))
}

fn is_libvirts(network: &Network) -> bool {
    matches!(network.mode, NetworkMode::Nat | NetworkMode::Routed | NetworkMode::Isolated)
}

/// What goes into a network that is to have an address of the host's, whether the lab needs one or not.
pub(super) fn its_address(look: &Look<'_>, network: &Network) -> Option<(&'static str, Value)> {
    let is_blank = is_libvirts(network) && !network.existing && network.ip.is_none() && network.ip6.is_none();
    is_blank.then(|| address(look, network, Family::V4).ok()).flatten().map(|value| (Family::V4.field(), value))
}

/// The same of its range to lease from, where it has an address and nobody else serves.
pub(super) fn its_range(look: &Look<'_>, network: &Network) -> Option<(&'static str, Value)> {
    let own = network.ip.filter(|own| own.address().is_ipv4() && is_libvirts(network) && network.dhcp.is_none())?;
    let segment = look.topology.underlay(network.name.as_str(), None).filter(|segment| !look.is_served(*segment))?;
    Some(("dhcp", range(look, segment, own.subnet()).ok()?))
}

/// libvirt takes no range whose ends differ in more than the last 16 bits.
fn within_libvirts_limit(range: IpRange) -> IpRange {
    match (range.start, range.end) {
        (IpAddr::V4(start), IpAddr::V4(end)) => {
            let last = u32::from(end).min(u32::from(start) | 0xffff);
            IpRange { start: range.start, end: IpAddr::V4(last.into()) }
        }
        _ => range,
    }
}

fn why_range(look: &Look<'_>, network: &Network) -> Option<String> {
    let wanted = wanted(look);
    let is_bonded = |machine: &Machine, port: &Port| machine.bonds.iter().any(|bond| bond.ports.contains(&port.name));
    ports(look, network).filter(|(machine, port)| port.address.is_none() && !is_bonded(machine, port)).find_map(|(machine, port)| {
        if machine.up.signal == UpSignal::Lease && !elsewhere(look, machine, network) {
            return Some(format!("{} counts as up with a lease", machine.name));
        }
        let has_system = machine.disks.iter().any(|disk| disk.image.is_some());
        // What configures the network itself, or is to have a fixed address from its seed, does not ask.
        let seed = machine.cloud_init.as_ref();
        let has_own = seed.is_some_and(|seed| seed.network_config.is_some() || wanted.contains_key(&machine.name));
        let asks = network.mode == NetworkMode::Nat && machine.started && has_system && !has_own;
        asks.then(|| format!("{} of {} asks for an address, and nobody answers", port.name, machine.name))
    })
}

/// Whether a machine can get a lease on another of its networks.
fn elsewhere(look: &Look<'_>, machine: &Machine, network: &Network) -> bool {
    let others = machine.ports.iter().filter_map(|port| port.network.as_ref()).filter(|name| **name != network.name);
    others.filter_map(|name| look.topology.named_network(name.as_str())).any(|other| match &other.dhcp {
        Some(Dhcp::Range(_)) => true,
        Some(Dhcp::None) => false,
        None => other.existing || other.mode == NetworkMode::Bridge,
    })
}
