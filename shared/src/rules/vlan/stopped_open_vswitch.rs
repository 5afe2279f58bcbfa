//! The host runs no Open vSwitch, and a network stands on a bridge of it.
//!
//! ## What it does
//! Looks whether Open vSwitch's database and its switch daemon answered when the host's facts were read. Where they could not be asked, nothing is said.
//!
//! ## Why
//! Neither the bridge nor a port in it can be made: a plan ends at its first step, and machines fail to start with "database connection failed".
//!
//! ## Fix
//! Install and start it: Debian's package is openvswitch-switch. Or put the network into another mode, if it needs no VLANs.
//!
//! ## Source
//! Open vSwitch documentation, "Installing Open vSwitch", "Starting": ovsdb-server and ovs-vswitchd must run; libvirt calls `ovs-vsctl` for each port (src/util/virnetdevopenvswitch.c).

use crate::{
    diagnostic::Severity,
    model::NetworkMode,
    rules::{
        Context, Findings, Rule,
        support::{edit::Located, layers::BY_NETWORK},
    },
};

pub const RULE: Rule = Rule { id: "vlan/stopped-open-vswitch", severity: Severity::Error, reads: BY_NETWORK, check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    let Some(facts) = cx.facts.filter(|facts| facts.open_vswitch.running == Some(false)) else { return };
    for network in cx.each(&cx.lab.networks).filter(|network| network.mode == NetworkMode::OpenVswitch) {
        let detail = facts.open_vswitch.detail.as_ref().map(|detail| format!(": {detail}")).unwrap_or_default();
        let message = format!("{} runs no Open vSwitch, which {} stands on{detail}", facts.name, network.name);
        findings.add(
            network.at("mode"),
            message,
            "install and start it: apt-get install openvswitch-switch, systemctl start openvswitch-switch",
        );
    }
}
