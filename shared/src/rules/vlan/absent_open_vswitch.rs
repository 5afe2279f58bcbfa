//! The host has no Open vSwitch bridge of the name that a network uses.
//!
//! ## What it does
//! Looks for the bridge of each Open vSwitch network that the lab makes among the host's interfaces: there must be one of that name, and it must not be a Linux bridge.
//!
//! ## Why
//! libvirt makes no Open vSwitch bridge. It defines the network, and every machine on it fails to start: "ovs-vsctl: no bridge named …", or "can't add … to bridge" on a Linux bridge.
//!
//! ## Fix
//! Make the bridge first: `ovs-vsctl add-br NAME`.
//!
//! ## Source
//! libvirt documentation, "Network XML format", virtualport: an Open vSwitch bridge is made beforehand; ovs-vsctl(8), `add-port bridge port`: fails where the bridge does not exist.

use crate::{
    diagnostic::Severity,
    model::NetworkMode,
    rules::{
        Context, Findings, Rule,
        support::{edit::Located, layers::BY_NETWORK},
    },
};

pub const RULE: Rule = Rule { id: "vlan/absent-open-vswitch", severity: Severity::Error, reads: BY_NETWORK, check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    let Some((facts, interfaces)) = cx.facts.and_then(|facts| Some((facts, facts.interfaces.as_ref()?))) else { return };
    for network in cx.each(&cx.lab.networks).filter(|network| network.mode == NetworkMode::OpenVswitch && !network.existing) {
        let Some(bridge) = &network.bridge else { continue };
        let message = match interfaces.iter().find(|interface| interface.name == bridge.as_str()) {
            Some(interface) if interface.bridge => {
                format!("{bridge}, which {} uses, is a Linux bridge of {}, not an Open vSwitch one", network.name, facts.name)
            }
            Some(_) => continue,
            None => format!("{} has no Open vSwitch bridge {bridge}, which {} uses", facts.name, network.name),
        };
        findings.add(network.at("bridge"), message, format!("make it first: ovs-vsctl add-br {bridge}"));
    }
}
