//! The bridges of Open vSwitch below the lab's networks. One that the host has without our mark is used as it is.

use std::collections::BTreeMap;

use crate::{
    facts::{BridgeFacts, Datapath, Mark},
    model::{Keyed, Kind, Network, NetworkMode, RecordRef, own_port},
    plan::{
        Action, ResourceKind, StepData, StepId,
        steps::{BridgeDefine, BridgePort, BridgeRef},
    },
};

use super::{networks::foreign, workbench::Workbench};

pub fn plan(bench: &mut Workbench<'_>) {
    let networks = bench.lab.networks.iter().filter(|network| is_on_bridge(network));
    let mut done: Vec<&str> = Vec::new();
    for network in networks {
        let Some(bridge) = network.bridge.as_ref().map(|name| name.as_str()) else { continue };
        if !done.contains(&bridge) {
            done.push(bridge);
            define(bench, network, bridge);
        }
    }
}

fn is_on_bridge(network: &Network) -> bool {
    network.mode == NetworkMode::OpenVswitch && !network.existing
}

/// Where the bridge of a network forwards packets; `None` for a network that is not Open vSwitch's, or where that is not known.
pub fn datapath(bench: &Workbench<'_>, network: &Network) -> Option<Datapath> {
    if network.mode != NetworkMode::OpenVswitch {
        return None;
    }
    let bridge = match &network.bridge {
        Some(bridge) if !network.existing => bridge.as_str(),
        _ => bench.facts.network(&bench.network_host_name(network))?.bridge.as_deref()?,
    };
    let seen = bench.facts.open_vswitch.bridge(bridge);
    if seen.is_none() && (network.existing || bench.facts.open_vswitch.running != Some(true)) {
        return None;
    }
    Some(chosen(bench, seen))
}

/// A bridge that works keeps what it has; a new one is the kernel's where the kernel can.
fn chosen(bench: &Workbench<'_>, seen: Option<&BridgeFacts>) -> Datapath {
    let kept = seen.filter(|seen| seen.works != Some(false)).and_then(|seen| seen.datapath);
    let is_without_kernel = bench.facts.open_vswitch.kernel_module == Some(false);
    kept.unwrap_or(if is_without_kernel { Datapath::Netdev } else { Datapath::System })
}

/// The steps that must be done before the network can be used.
pub fn ready_steps(bench: &Workbench<'_>, network: &Network) -> Vec<StepId> {
    let bridge = network.bridge.as_ref().filter(|_| is_on_bridge(network));
    bench.present(bridge.map(|bridge| StepId::new("bridge.define", bridge.as_str())))
}

fn define(bench: &mut Workbench<'_>, network: &Network, name: &str) {
    let record = RecordRef::new(Kind::Networks, network.id()).to_string();
    match bench.facts.open_vswitch.running {
        Some(true) => {}
        // What the host has there is not known: the bridge is its own matter, and libvirt says where it is missing.
        None => return,
        Some(false) => {
            let detail = bench.facts.open_vswitch.detail.as_deref().unwrap_or("its daemons do not answer");
            bench.problem(&record, format!("the host runs no Open vSwitch, which the network stands on: {detail}"));
            return;
        }
    }
    let seen = bench.facts.open_vswitch.bridge(name);
    let mark = seen.and_then(|seen| seen.mark.as_ref());
    let resource = bench.resource(ResourceKind::Bridge, name, &record);
    if let (Some(_), None) = (seen, mark) {
        bench.touch(ResourceKind::Bridge, name);
        bench.keep(
            "bridge.define",
            resource,
            "the host's own bridge is used as it is; uplinks and addresses on it are not the lab's matter",
        );
        return;
    }
    if let Some(mark) = mark.filter(|mark| mark.instance != bench.instance.id) {
        let message = format!(
            "the host's Open vSwitch bridge {name} belongs to lab {} (instance {}), and both labs would be on one wire; name another bridge",
            mark.lab, mark.instance
        );
        bench.problem(&record, message);
        return;
    }
    bench.want(ResourceKind::Bridge, name);
    let (ports, mtu) = (ports(bench, name), network.mtu);
    let digest = BridgeDefine::digest_of(name, mtu, &ports);
    let uplinks: Vec<String> = ports.iter().filter(|port| !port.internal).map(|port| taken(bench, &port.name)).collect();
    let data = BridgeDefine {
        name: name.to_owned(),
        datapath: chosen(bench, seen),
        mtu,
        ports,
        mark: Mark { instance: bench.instance.id.clone(), lab: bench.lab.metadata.name.clone(), record, digest },
    };
    let (action, mut reason) = match seen {
        None if data.datapath == Datapath::Netdev => (
            Action::Create,
            "the host has no such bridge; it forwards in the switch daemon, since the kernel has no module for it".to_owned(),
        ),
        None => (Action::Create, "the host has no such bridge".to_owned()),
        Some(seen) => match data.difference(seen) {
            Some(difference) => (Action::Update, difference),
            None => {
                bench.keep("bridge.define", resource, "it is as the lab wants it");
                return;
            }
        },
    };
    if !uplinks.is_empty() {
        reason.push_str(&format!("; it takes the host's interface {}", uplinks.join(" and ")));
    }
    let step = bench.add(action, resource, reason, Vec::new(), StepData::BridgeDefine(data));
    if !uplinks.is_empty() {
        foreign(bench, &step);
    }
}

/// An interface of the host, with the addresses that stop answering once it is in a bridge.
fn taken(bench: &Workbench<'_>, interface: &str) -> String {
    let seen = bench.facts.interfaces.iter().flatten().find(|seen| seen.name == interface);
    let addresses: Vec<String> = seen.iter().flat_map(|seen| &seen.addresses).map(ToString::to_string).collect();
    if addresses.is_empty() { interface.to_owned() } else { format!("{interface}, where {} will not answer", addresses.join(" and ")) }
}

/// The host's ports that the lab's networks on the bridge ask for: uplinks, and one in each VLAN in which the host has an address.
fn ports(bench: &Workbench<'_>, bridge: &str) -> Vec<BridgePort> {
    let is_here = |network: &&Network| is_on_bridge(network) && network.bridge.as_ref().is_some_and(|name| name == bridge);
    let mut ports: Vec<BridgePort> = Vec::new();
    for network in bench.lab.networks.iter().filter(is_here) {
        let uplinks = network.uplinks.iter().map(|uplink| BridgePort {
            name: uplink.interface.to_string(),
            internal: false,
            tag: None,
            trunks: uplink.trunk.clone(),
            address: None,
        });
        let own = network.segments.iter().filter(|segment| segment.ip.is_some()).map(|segment| BridgePort {
            name: own_port(bridge, segment.vlan),
            internal: true,
            tag: Some(segment.vlan),
            trunks: Vec::new(),
            address: segment.ip,
        });
        for port in uplinks.chain(own) {
            if !ports.iter().any(|there| there.name == port.name) {
                ports.push(port);
            }
        }
    }
    ports
}

/// Removes the instance's bridges that no network of the lab stands on any more, after all that is plugged in there.
/// One that stands in the ledger goes too where Open vSwitch does not answer: its step says so, and nothing is forgotten.
pub fn remove_all_but_wanted(bench: &mut Workbench<'_>, reason: &str, machines_off: impl Fn(&str) -> Vec<StepId>) {
    let mut ours: BTreeMap<String, String> = bench.owned.names(ResourceKind::Bridge).map(|name| (name.to_owned(), String::new())).collect();
    for bridge in bench.facts.open_vswitch.bridges.iter().flatten() {
        if let Some(mark) = bridge.mark.as_ref().filter(|mark| mark.instance == bench.instance.id) {
            ours.insert(bridge.name.clone(), mark.record.clone());
        }
    }
    for (name, record) in ours {
        if bench.wanted.contains(&(ResourceKind::Bridge, name.clone())) {
            continue;
        }
        let (mut needs, mut leaving) = (Vec::new(), Vec::new());
        for network in bench.facts.networks.iter().filter(|network| network.bridge.as_ref() == Some(&name)) {
            needs.extend(machines_off(&network.name));
            needs.extend(bench.present([StepId::new("network.delete", &network.name)]));
            let moves = bench.lab.networks.iter().any(|own| is_on_bridge(own) && bench.network_host_name(own) == network.name);
            let define = bench.present([StepId::new("network.define", &network.name)]);
            if moves { needs.extend(define) } else { leaving.extend(define) }
        }
        let resource = bench.resource(ResourceKind::Bridge, &name, record);
        let step = bench.add(Action::Delete, resource, reason, needs, StepData::BridgeDelete(BridgeRef { name }));
        // A network that is Open vSwitch's no more may take the addresses over that the host has on the bridge's ports.
        for define in leaving {
            if let Some(define) = bench.step_mut(&define) {
                define.needs.push(step.clone());
            }
        }
    }
}
