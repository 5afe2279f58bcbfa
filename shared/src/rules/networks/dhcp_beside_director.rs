//! libvirt's DHCP server answers on a network over which a director or bastion boots machines.
//!
//! ## What it does
//! Looks at every network that a machine boots from over PXE and on which a director or bastion has a port: libvirt must hand out no addresses there.
//!
//! ## Why
//! Two DHCP servers answer one question. When libvirt's is first, the machine gets an address without a boot file, and introspection and deployment stop at random nodes.
//!
//! ## Fix
//! Set `dhcp: none` on the network. On an existing network that is a change of something that is not the lab's, and the plan asks for it.
//!
//! ## Source
//! Catalogue R30, R31. Red Hat OpenStack Platform, "Planning your undercloud": no other DHCP service should exist on the provisioning network; tripleo-validations `dhcp-provisioning`.

use crate::{
    diagnostic::Severity,
    model::{Kind, Role},
    rules::{Context, Findings, Input, Rule, support::edit::Located},
};

use crate::rules::support::pxe::boot_networks;

pub const RULE: Rule = Rule {
    id: "networks/dhcp-beside-director",
    severity: Severity::Error,
    reads: &[Input::Records(Kind::Networks), Input::Fields(Kind::Machines, &["name", "id", "role", "boot", "ports"]), Input::HostNetworks],
    check,
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    let boots = boot_networks(cx.lab);
    for network in cx.lab.networks.iter().filter(|network| boots.contains(network.name.as_str())) {
        let ranges = cx.served(network).unwrap_or_default();
        let ports = cx.index.ports.get(network.name.as_str()).into_iter().flatten();
        let server = ports.map(|(machine, _)| machine).find(|machine| matches!(machine.role, Role::Director | Role::Bastion));
        let (Some(range), Some(server)) = (ranges.first(), server) else { continue };
        let field = if network.dhcp.is_some() { network.at("dhcp") } else { network.here() };
        let message = format!(
            "libvirt hands out {range} on {}, over which {} {} boots machines: two DHCP servers",
            network.name, server.role, server.name
        );
        findings
            .add(field, message, "set `dhcp: none` on the network")
            .fix(format!("Take DHCP off {}", network.name), network.set("dhcp", "none"));
    }
}
