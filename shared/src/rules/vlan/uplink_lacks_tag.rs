//! A VLAN of a network does not leave the host.
//!
//! ## What it does
//! Compares the VLANs of the portgroups with those that the network's uplinks carry, where it has uplinks that list VLANs.
//!
//! ## Why
//! Ports in that VLAN reach each other, but nothing beyond the host: a gateway or a machine outside does not answer.
//!
//! ## Fix
//! Add the VLAN to an uplink (offered), if it is to leave the host.
//!
//! ## Source
//! Catalogue R41. ovs-vswitchd.conf.db(5), "VLAN Configuration", `trunks`.

use std::collections::BTreeSet;

use crate::{
    diagnostic::Severity,
    document::Command,
    rules::{
        Context, Findings, Rule,
        support::{edit::Located, gather::gather, layers::BY_NETWORK, parts::parts},
    },
};

pub const RULE: Rule = Rule { id: "vlan/uplink-lacks-tag", severity: Severity::Info, reads: BY_NETWORK, check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for network in cx.each(&cx.lab.networks).filter(|network| !network.uplinks.is_empty()) {
        if network.uplinks.iter().any(|uplink| uplink.trunk.is_empty()) {
            continue;
        }
        let carried: BTreeSet<u16> = gather(network.uplinks.iter().flat_map(|uplink| uplink.trunk.iter().copied()));
        let mut said = BTreeSet::new();
        for group in parts(&network.portgroups) {
            for vlan in group.access.iter().chain(&group.trunk).chain(&group.native) {
                if carried.contains(vlan) || !said.insert(*vlan) {
                    continue;
                }
                let message =
                    format!("VLAN {vlan} of portgroup {} of {} is on no uplink: it does not leave the host", group.name, network.name);
                let add = Command::Append { record: network.reference(), field: "uplinks[0].trunk".to_owned(), value: (*vlan).into() };
                findings
                    .add(
                        network.at(format!("portgroups[{}]", group.name)),
                        message,
                        "add the VLAN to an uplink, if it is to leave the host",
                    )
                    .fix(format!("Add {vlan} to {}", network.uplinks[0].interface), add);
            }
        }
    }
}
