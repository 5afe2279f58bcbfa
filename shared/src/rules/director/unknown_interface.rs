//! A director provisions over a port that its machine does not have, or that is unplugged.
//!
//! ## What it does
//! Looks up `localInterface` among the ports of the director's machine.
//!
//! ## Why
//! `openstack undercloud install` stops: there is no interface to take into br-ctlplane.
//!
//! ## Fix
//! Name a port of the machine; the nearest is offered.
//!
//! ## Source
//! openstack/instack-undercloud undercloud.conf.sample, local_interface: "Network interface on the Undercloud that will be handling the PXE boots and DHCP for Overcloud instances."

use crate::{
    diagnostic::Severity,
    rules::{
        Context, Findings, Rule,
        support::{
            edit::{Located, nearest},
            layers::BY_CLOUD,
        },
    },
};

pub const RULE: Rule = Rule { id: "director/unknown-interface", severity: Severity::Error, reads: BY_CLOUD, check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for cloud in cx.each(&cx.lab.clouds) {
        let Some(director) = cloud.deployment.director() else { continue };
        let Some(machine) = cx.index.machines.get(director.machine.as_str()) else { continue };
        let name = &director.local_interface;
        let message = match machine.ports.iter().find(|port| port.name == *name) {
            Some(port) if port.network.is_some() => continue,
            Some(_) => format!("{name}, over which the director of {} provisions, is on no network", cloud.name),
            None => format!("the director of {} provisions over {name}, which {} does not have", cloud.name, machine.name),
        };
        let field = "deployment.director.localInterface";
        let finding =
            findings.add(cloud.at(field), message, format!("name a port of {} that is on the provisioning network", machine.name));
        let plugged = machine.ports.iter().filter(|port| port.network.is_some()).map(|port| port.name.as_str());
        if let Some(likely) = nearest(name.as_str(), plugged) {
            finding.fix(format!("Use {likely}"), cloud.set(field, likely));
        }
    }
}
