//! The bridge of an Open vSwitch network is a Linux bridge, or is not there and cannot be made.
//!
//! ## What it does
//! Looks for the bridge of each Open vSwitch network on the host. Where Open vSwitch answers, a network of the lab's own gets its bridge by the plan, and only a libvirt network that the host already has must stand on one that is there. Where Open vSwitch cannot be asked, the host's interfaces must have one of that name. A Linux bridge is none in any case.
//!
//! ## Why
//! libvirt makes no Open vSwitch bridge. It starts the network, and every machine on it fails to start: "ovs-vsctl: no bridge named …", or "can't add … to bridge" on a Linux bridge.
//!
//! ## Fix
//! Make the bridge first: `ovs-vsctl add-br NAME`; in place of a Linux bridge, name another one.
//!
//! ## Source
//! libvirt documentation, "Network XML format", virtualport: an Open vSwitch bridge is made beforehand; ovs-vsctl(8), `add-port bridge port`: fails where the bridge does not exist.

use crate::{
    diagnostic::Severity,
    facts::HostFacts,
    model::{Network, NetworkMode},
    rules::{
        Context, Findings, Rule,
        support::{edit::Located, layers::BY_NETWORK},
    },
};

pub const RULE: Rule = Rule { id: "vlan/absent-open-vswitch", severity: Severity::Error, reads: BY_NETWORK, check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    let Some(facts) = cx.facts else { return };
    for network in cx.each(&cx.lab.networks).filter(|network| network.mode == NetworkMode::OpenVswitch) {
        let Some(bridge) = bridge_of(network, facts) else { continue };
        let (host, name) = (&facts.name, &network.name);
        let mut interfaces = facts.interfaces.iter().flatten();
        if interfaces.any(|interface| interface.name == bridge && interface.bridge) {
            let message = format!("{bridge}, which {name} uses, is a Linux bridge of {host}, not an Open vSwitch one");
            findings.add(network.at("bridge"), message, "name another bridge, or take that one away");
        } else if is_absent(network, bridge, facts) {
            let message = format!("{host} has no Open vSwitch bridge {bridge}, which {name} uses");
            findings.add(network.at("bridge"), message, format!("make it first: ovs-vsctl add-br {bridge}"));
        }
    }
}

/// The bridge that the document names, or the one that libvirt's network of the host stands on.
fn bridge_of<'a>(network: &'a Network, facts: &'a HostFacts) -> Option<&'a str> {
    if network.existing {
        return facts.network(network.name.as_str())?.bridge.as_deref();
    }
    network.bridge.as_ref().map(|bridge| bridge.as_str())
}

fn is_absent(network: &Network, bridge: &str, facts: &HostFacts) -> bool {
    match (&facts.open_vswitch.bridges, &facts.interfaces) {
        (Some(bridges), _) => network.existing && !bridges.iter().any(|there| there.name == bridge),
        // What is the matter where it does not run is another rule's.
        (None, Some(interfaces)) if facts.open_vswitch.running.is_none() && !network.existing => {
            let is_below_libvirt = facts.networks.iter().any(|there| there.bridge.as_deref() == Some(bridge));
            !is_below_libvirt && !interfaces.iter().any(|interface| interface.name == bridge)
        }
        _ => false,
    }
}
