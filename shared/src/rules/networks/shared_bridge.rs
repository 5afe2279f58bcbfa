//! A bridge that libvirt is to make is already another network's, or the host's.
//!
//! ## What it does
//! Compares the names of the bridges that the lab's networks bring with one another, with the bridges of the host's other networks and with its interfaces.
//!
//! ## Why
//! libvirt refuses a second network with the same bridge, and does not take over an interface that is there.
//!
//! ## Fix
//! Take another name, or leave it to libvirt.
//!
//! ## Source
//! libvirt `src/network/bridge_driver.c`, networkBridgeNameValidate: "bridge name '…' already in use."

use std::collections::BTreeMap;

use crate::{
    diagnostic::Severity,
    model::{Kind, NetworkMode},
    rules::{Context, Findings, Input, Rule, support::edit::Located},
};

pub const RULE: Rule =
    Rule { id: "networks/shared-bridge", severity: Severity::Error, reads: &[Input::Records(Kind::Networks), Input::HostNetworks], check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    let mut holders: BTreeMap<&str, String> = BTreeMap::new();
    if let Some(facts) = cx.facts {
        for interface in facts.interfaces.iter().flatten() {
            holders.insert(&interface.name, format!("an interface of {}", facts.name));
        }
        for network in facts.networks.iter().filter(|network| !cx.is_ours(network.mark.as_ref())) {
            if let Some(bridge) = &network.bridge {
                holders.insert(bridge, format!("the bridge of the host's network {}", network.name));
            }
        }
    }
    // The host's own bridge, or one of Open vSwitch, carries any number of networks.
    let is_made = |mode| !matches!(mode, NetworkMode::Bridge | NetworkMode::OpenVswitch);
    for network in cx.lab.networks.iter().filter(|network| !network.existing && is_made(network.mode)) {
        let Some(bridge) = &network.bridge else { continue };
        match holders.get(bridge.as_str()) {
            Some(holder) => {
                findings
                    .add(
                        network.at("bridge"),
                        format!("{bridge}, the bridge that {} is to have, is {holder} already", network.name),
                        "take another name, or leave it to libvirt",
                    )
                    .fix("Let libvirt name the bridge", network.unset("bridge"));
            }
            None => {
                holders.insert(bridge.as_str(), format!("the bridge of {}", network.name));
            }
        }
    }
}
