//! A network that is not Open vSwitch's has portgroups with VLANs, segments or uplinks.
//!
//! ## What it does
//! Looks at networks in other modes than open-vswitch.
//!
//! ## Why
//! libvirt refuses a VLAN tag on a network that is not Open vSwitch's, and puts no interface of the host into a bridge that it makes itself.
//!
//! ## Fix
//! Make the network an Open vSwitch one, or take the VLANs away (offered).
//!
//! ## Source
//! libvirt `src/network/bridge_driver.c`, networkValidate: "<vlan> element specified for network …, whose type doesn't support vlan configuration".

use crate::{
    diagnostic::Severity,
    document::Command,
    model::NetworkMode,
    rules::{
        Context, Findings, Rule,
        support::{edit::Located, layers::BY_NETWORK},
    },
};

pub const RULE: Rule = Rule { id: "vlan/without-open-vswitch", severity: Severity::Error, reads: BY_NETWORK, check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for network in cx.each(&cx.lab.networks).filter(|network| network.mode != NetworkMode::OpenVswitch) {
        let tagged = network.portgroups.iter().any(|group| group.access.is_some() || !group.trunk.is_empty() || group.native.is_some());
        let parts = [
            ("portgroups", tagged, "portgroups with VLANs"),
            ("segments", !network.segments.is_empty(), "segments"),
            ("uplinks", !network.uplinks.is_empty(), "uplinks"),
        ];
        let has: Vec<(&str, &str)> = parts.iter().filter(|(_, has, _)| *has).map(|(field, _, what)| (*field, *what)).collect();
        let Some((field, _)) = has.first() else { continue };
        let what = has.iter().map(|(_, what)| *what).collect::<Vec<_>>().join(", ");
        let message = format!("{} has {what}, but is no Open vSwitch network", network.name);
        let finding = findings.add(network.at(*field), message, "make it an Open vSwitch network, or take them away");
        // Ports that name a portgroup would be left without one.
        let is_named = |port: &crate::model::Port| port.portgroup.is_some();
        if !cx.index.ports.get(network.name.as_str()).into_iter().flatten().any(|(_, port)| is_named(port)) {
            let commands = has.iter().map(|(field, _)| network.unset(*field)).collect();
            finding.fix("Take them away", Command::Batch { commands });
        }
    }
}
