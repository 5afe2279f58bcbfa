//! A machine boots over a port that drops untagged frames.
//!
//! ## What it does
//! Looks at the portgroup of each port that a machine boots over: a trunk without a native VLAN passes tagged frames only.
//!
//! ## Why
//! Firmware sends its DHCP request without a tag. Open vSwitch drops it, and the machine stops with "No bootable device".
//!
//! ## Fix
//! Put the port into an access portgroup, or give the trunk a native VLAN.
//!
//! ## Source
//! Catalogue R36, R41. ovs-vswitchd.conf.db(5), "VLAN Configuration": a packet without a tag is in VLAN 0, and a trunk carries the VLANs that it lists.

use crate::{
    diagnostic::Severity,
    rules::{
        Context, Findings, Rule,
        support::{edit::Located, layers::BY_MACHINE, parts::parts, pxe::boot_port},
    },
    topology::{Carried, Stand, stand::portgroup},
};

pub const RULE: Rule = Rule { id: "vlan/pxe-on-trunk", severity: Severity::Error, reads: BY_MACHINE, check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for machine in cx.each(&cx.lab.machines) {
        let Some(port) = boot_port(machine) else { continue };
        let Some(network) = port.network.as_ref().and_then(|name| cx.index.networks.get(name.as_str())) else { continue };
        if Stand::of(network, port).carry(None) != Carried::Dropped {
            continue;
        }
        let Some(group) = portgroup(network, port) else { continue };
        let tags = group.trunk.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
        let message = format!(
            "{} boots over {}, but portgroup {} of {} is a trunk of {tags} and drops untagged frames",
            machine.name, port.name, group.name, network.name
        );
        let field = format!("ports[{}].portgroup", port.name);
        let mut finding =
            findings.add(machine.at(&field), message, "put the port into an access portgroup, or give the trunk a native VLAN");
        for other in parts(&network.portgroups).filter(|other| other.access.is_some()).take(3) {
            finding = finding.fix(format!("Put {} into {}", port.name, other.name), machine.set(&field, other.name.as_str()));
        }
    }
}
