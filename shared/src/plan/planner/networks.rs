use crate::{
    facts::{NetworkFacts, Reservation},
    model::{Dhcp, Keyed, Kind, Network, NetworkMode, RecordRef},
    plan::{
        Action, ResourceKind, StepData, StepId,
        render::{NetworkParts, network_xml},
        steps::{NetworkDefine, NetworkDhcp, NetworkRef},
    },
    value::{Cidr, IpRange, Name},
};

use super::{bridges, workbench::Workbench};

pub fn plan(bench: &mut Workbench<'_>) {
    for network in bench.lab.networks.iter() {
        if network.existing { existing(bench, network) } else { own(bench, network) }
    }
}

/// The steps that must be done before a machine can be on the network.
pub fn ready_steps(bench: &Workbench<'_>, network: &Network) -> Vec<StepId> {
    let name = bench.network_host_name(network);
    let mut steps = bench.present(["network.define", "network.start", "network.dhcp"].map(|kind| StepId::new(kind, &name)));
    steps.extend(bridges::ready_steps(bench, network));
    steps
}

fn own(bench: &mut Workbench<'_>, network: &Network) {
    let name = bench.network_host_name(network);
    let record = RecordRef::new(Kind::Networks, network.id()).to_string();
    let resource = bench.resource(ResourceKind::Network, &name, &record);
    bench.want(ResourceKind::Network, &name);
    let reservations = reservations(bench, network);
    let uuid = bench.instance.uuid(&record);
    let parts = NetworkParts {
        name: &name,
        uuid,
        network,
        reservations,
        instance: &bench.instance.id,
        lab: &bench.lab.metadata.name,
        record: &record,
    };
    let (xml, digest) = network_xml(&parts);
    let define = StepData::NetworkDefine(NetworkDefine { name: name.clone(), uuid, autostart: network.autostart, xml });
    let needs = bridges::ready_steps(bench, network);
    match bench.facts.network(&name) {
        None => drop(bench.add(Action::Create, resource, "the host has no such network", needs, define)),
        Some(seen) if !bench.is_our_network(seen) => {
            bench.problem(&record, format!("the host has a network {name} that is not this lab's; rename one, mark it `existing: true` to use it, or build the lab under a prefix (--instance)"));
        }
        Some(seen) if seen.mark.as_ref().is_some_and(|mark| mark.digest != digest) => {
            let reason = if seen.active {
                "its definition changed; it restarts, and running machines are plugged into it again"
            } else {
                "its definition changed"
            };
            bench.add(Action::Update, resource, reason, needs, define);
        }
        Some(seen) if seen.autostart != network.autostart => {
            let reason = if network.autostart { "it is to start with the host" } else { "it is not to start with the host" };
            bench.add(Action::Update, resource, reason, needs, define);
        }
        Some(seen) if !seen.active => {
            drop(bench.add(Action::Start, resource, "it is defined and not active", needs, StepData::NetworkStart(NetworkRef { name })))
        }
        Some(_) => drop(bench.keep("network.define", resource, "it is as the lab wants it")),
    }
}

fn existing(bench: &mut Workbench<'_>, network: &Network) {
    let name = bench.network_host_name(network);
    let record = RecordRef::new(Kind::Networks, network.id()).to_string();
    let Some(seen) = bench.facts.network(&name) else {
        bench.problem(&record, format!("the host has no network {name}; take `existing` off to let the lab make one"));
        return;
    };
    // One that the lab made once stays with it, and goes with it.
    bench.want(ResourceKind::Network, &name);
    let resource = bench.resource(ResourceKind::Network, &name, &record);
    if !seen.active {
        let start = bench.add(
            Action::Start,
            resource.clone(),
            "the host's network is not active",
            Vec::new(),
            StepData::NetworkStart(NetworkRef { name: name.clone() }),
        );
        foreign(bench, &start);
    }
    let after: Option<Vec<IpRange>> = match &network.dhcp {
        None => None,
        Some(Dhcp::None) => Some(Vec::new()),
        Some(Dhcp::Range(range)) => Some(vec![*range]),
    };
    match after.filter(|after| *after != seen.dhcp) {
        Some(after) => {
            let listed = |ranges: &[IpRange]| {
                if ranges.is_empty() { "none".to_owned() } else { ranges.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ") }
            };
            let reason =
                format!("the lab wants DHCP {} on it, it has {}; put back when the lab is destroyed", listed(&after), listed(&seen.dhcp));
            let needs = bench.present([StepId::new("network.start", &name)]);
            let data = StepData::NetworkDhcp(NetworkDhcp { name, before: seen.dhcp.clone(), after });
            let step = bench.add(Action::Update, resource, reason, needs, data);
            foreign(bench, &step);
        }
        None if seen.active => drop(bench.keep("network.define", resource, "the host's network is used as it is")),
        None => {}
    }
}

/// A network starts only when no other has its bridge or its addresses: what holds them now lets go first.
pub fn order_takeovers(bench: &mut Workbench<'_>) {
    let holders: Vec<&NetworkFacts> =
        bench.facts.networks.iter().filter(|network| network.active && bench.is_our_network(network)).collect();
    for network in bench.lab.networks.iter().filter(|network| !network.existing) {
        let name = bench.network_host_name(network);
        // The host's own bridge, or one of Open vSwitch, carries any number of networks.
        let shares_bridge = matches!(network.mode, NetworkMode::Bridge | NetworkMode::OpenVswitch);
        let takes = |holder: &NetworkFacts| {
            let bridge = network.bridge.as_ref().map(Name::as_str);
            let overlaps = |own: &Cidr| holder.addresses.iter().any(|held| held.subnet().overlaps(own.subnet()));
            (bridge.is_some() && bridge == holder.bridge.as_deref() && !shares_bridge)
                || network.ip.iter().chain(&network.ip6).any(overlaps)
        };
        let takes_from = holders.iter().filter(|holder| holder.name != name && takes(holder));
        let needs =
            bench.present(takes_from.flat_map(|holder| ["network.delete", "network.define"].map(|kind| StepId::new(kind, &holder.name))));
        if let Some(step) = bench.step_mut(&StepId::new("network.define", &name)).filter(|step| step.data.is_some()) {
            step.needs.extend(needs);
        }
    }
}

/// Marks a step as one on something that is not the lab's own.
pub fn foreign(bench: &mut Workbench<'_>, id: &StepId) {
    if let Some(step) = bench.step_mut(id) {
        step.foreign = true;
    }
}

/// The fixed addresses that the network's DHCP server keeps for the lab's ports.
fn reservations(bench: &Workbench<'_>, network: &Network) -> Vec<Reservation> {
    if network.dhcp_range().is_none() {
        return Vec::new();
    }
    let mut kept = Vec::new();
    for machine in bench.lab.machines.iter() {
        for port in machine.ports.iter().filter(|port| port.network.as_ref() == Some(&network.name)) {
            if let Some(address) = port.address {
                kept.push(Reservation { mac: bench.mac(machine, port), address, name: Some(machine.name.to_string()) });
            }
        }
    }
    kept
}
