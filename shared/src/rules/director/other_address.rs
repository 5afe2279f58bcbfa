//! The lab gives the director's provisioning port another address than the director takes.
//!
//! ## What it does
//! Compares the fixed address of the port `localInterface` with `localIp`.
//!
//! ## Why
//! The installation takes the port into br-ctlplane, which gets `localIp`: the other address is gone, and with it whoever was logged in over it.
//!
//! ## Fix
//! Take the address off the port, or write the same one; the first is offered.
//!
//! ## Source
//! Catalogue R38. openstack/instack-undercloud undercloud.conf.sample, local_ip: "IP address to assign to the interface on the Undercloud that will be handling the PXE boots".

use crate::{
    diagnostic::Severity,
    rules::{
        Context, Findings, Rule,
        support::{edit::Located, layers::BY_CLOUD},
    },
};

pub const RULE: Rule = Rule { id: "director/other-address", severity: Severity::Warning, reads: BY_CLOUD, check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for cloud in cx.each(&cx.lab.clouds) {
        let Some(director) = cloud.deployment.director() else { continue };
        let Some(machine) = cx.index.machines.get(director.machine.as_str()) else { continue };
        let port = machine.ports.iter().find(|port| port.name == director.local_interface);
        let Some((port, address)) = port.and_then(|port| Some((port, port.address?))) else { continue };
        if address == director.local_ip.address() {
            continue;
        }
        let field = format!("ports[{}].address", port.name);
        let message =
            format!("{} of {} has {address}, but the director of {} gives it {}", port.name, machine.name, cloud.name, director.local_ip);
        findings
            .add(machine.at(&field), message, "take the address off the port, or write the same one")
            .fix(format!("Take {address} off {}", port.name), machine.unset(field));
    }
}
