//! An interface of the host is the uplink of two networks.
//!
//! ## What it does
//! Compares the uplinks of all networks on different bridges.
//!
//! ## Why
//! An interface is in one bridge: Open vSwitch refuses the second ("cannot create a port named … because a port named … already exists").
//!
//! ## Fix
//! Take it off one of the networks, or put both networks on one bridge with VLANs of their own.
//!
//! ## Source
//! ovs-vsctl(8), `add-port`: a port name is used once in all bridges of a switch.

use std::collections::BTreeMap;

use crate::{
    diagnostic::Severity,
    rules::{
        Context, Findings, Rule,
        support::{edit::Located, layers::GRAPH},
    },
};

pub const RULE: Rule = Rule { id: "vlan/shared-uplink", severity: Severity::Error, reads: GRAPH, check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    let mut holders: BTreeMap<&str, &crate::model::Network> = BTreeMap::new();
    for network in cx.lab.networks.iter() {
        for (index, uplink) in network.uplinks.iter().enumerate() {
            let Some(other) = holders.get(uplink.interface.as_str()) else {
                holders.insert(uplink.interface.as_str(), network);
                continue;
            };
            if other.name == network.name || (network.bridge.is_some() && other.bridge == network.bridge) {
                continue;
            }
            let message =
                format!("{} is an uplink of {} and of {}: an interface is in one bridge", uplink.interface, other.name, network.name);
            findings.add(network.at(format!("uplinks[{index}]")), message, "take it off one of the networks");
        }
    }
}
