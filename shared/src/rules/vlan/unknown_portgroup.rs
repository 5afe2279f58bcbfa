//! A port names a portgroup that its network does not have.
//!
//! ## What it does
//! Looks up the portgroup of each machine's port on its network. Existing networks that list no portgroup in the lab are left out: theirs are not known.
//!
//! ## Why
//! libvirt looks the name up and takes no portgroup where there is none: the port starts without the VLAN that it was meant for, among untagged frames or with all VLANs.
//!
//! ## Fix
//! Correct the name (the nearest is offered), or add the portgroup.
//!
//! ## Source
//! libvirt `src/conf/network_conf.c`, virPortGroupFindByName: the group of that name, and the default one only where none is named.

use crate::{
    diagnostic::Severity,
    rules::{
        Context, Findings, Rule,
        support::{
            edit::{Located, nearest},
            layers::BY_MACHINE,
        },
    },
};

pub const RULE: Rule = Rule { id: "vlan/unknown-portgroup", severity: Severity::Error, reads: BY_MACHINE, check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for machine in cx.each(&cx.lab.machines) {
        for port in &machine.ports {
            let (Some(name), Some(group)) = (&port.network, &port.portgroup) else { continue };
            let Some(network) = cx.index.networks.get(name.as_str()) else { continue };
            if network.portgroups.iter().any(|own| own.name == *group) || (network.existing && network.portgroups.is_empty()) {
                continue;
            }
            let known = network.portgroups.iter().map(|own| own.name.as_str());
            let has = match network.portgroups.len() {
                0 => "it has none".to_owned(),
                _ => format!("it has {}", known.clone().collect::<Vec<_>>().join(", ")),
            };
            let field = format!("ports[{}].portgroup", port.name);
            let message = format!("{} of {} is in portgroup {group}, which {name} does not have; {has}", port.name, machine.name);
            let finding = findings.add(machine.at(&field), message, "correct the name, or add the portgroup to the network");
            match nearest(group.as_str(), known) {
                Some(likely) => drop(finding.fix(format!("Use {likely}"), machine.set(field, likely))),
                None if network.portgroups.is_empty() => drop(finding.fix("Take the portgroup off", machine.unset(field))),
                None => {}
            }
        }
    }
}
