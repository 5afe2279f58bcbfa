//! The host has no interface of the name that an uplink names.
//!
//! ## What it does
//! Looks for the uplinks of Open vSwitch networks among the host's interfaces.
//!
//! ## Why
//! `ovs-vsctl add-port` takes the name and leaves a port in error ("could not open network device … (No such device)"): nothing leaves the host.
//!
//! ## Fix
//! Name an interface that the host has; the nearest is offered.
//!
//! ## Source
//! Catalogue R43. ovs-vswitchd.conf.db(5), Interface table, `error`: why an interface could not be opened.

use crate::{
    diagnostic::Severity,
    rules::{
        Context, Findings, Rule,
        support::{
            edit::{Located, nearest},
            layers::BY_NETWORK,
        },
    },
};

pub const RULE: Rule = Rule { id: "vlan/absent-uplink", severity: Severity::Error, reads: BY_NETWORK, check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    let Some((facts, interfaces)) = cx.facts.and_then(|facts| Some((facts, facts.interfaces.as_ref()?))) else { return };
    for network in cx.each(&cx.lab.networks) {
        for (index, uplink) in network.uplinks.iter().enumerate() {
            if interfaces.iter().any(|interface| interface.name == uplink.interface.as_str()) {
                continue;
            }
            let field = format!("uplinks[{index}].interface");
            let message = format!("{} has no interface {}, the uplink of {}", facts.name, uplink.interface, network.name);
            let finding = findings.add(network.at(&field), message, "name an interface that the host has");
            let known = interfaces.iter().filter(|interface| !interface.bridge).map(|interface| interface.name.as_str());
            if let Some(likely) = nearest(uplink.interface.as_str(), known) {
                finding.fix(format!("Use {likely}"), network.set(field, likely));
            }
        }
    }
}
