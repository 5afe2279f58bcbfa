//! A machine boots over a port that it does not have, or that is on no network.
//!
//! ## What it does
//! Looks at the port that each machine with PXE boots from: the named one, otherwise the first.
//!
//! ## Why
//! There is nobody to ask for an address and a boot file.
//!
//! ## Fix
//! Name a port that is on a network; the first such one is offered.
//!
//! ## Source
//! Catalogue R36: the NIC on the ctlplane is first in the boot order (tripleo-docs, environments/baremetal).

use crate::{
    diagnostic::Severity,
    model::{Boot, Kind},
    rules::{
        Context, Findings, Input, Rule,
        support::{edit::Located, pxe::boot_port},
    },
};

pub const RULE: Rule = Rule { id: "boot/pxe-without-port", severity: Severity::Error, reads: &[Input::Each(Kind::Machines)], check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for machine in cx.each(&cx.lab.machines) {
        let Boot::Pxe(pxe) = &machine.boot else { continue };
        let message = match (boot_port(machine), &pxe.port) {
            (Some(port), _) if port.network.is_some() => continue,
            (Some(port), _) => format!("{} boots over {}, which is on no network", machine.name, port.name),
            (None, Some(name)) => format!("{} boots over {name}, a port that it does not have", machine.name),
            (None, None) => format!("{} boots over the network, but has no port", machine.name),
        };
        let finding = findings.add(machine.at("boot"), message, "name a port that is on a network");
        if let Some(port) = machine.ports.iter().find(|port| port.network.is_some()) {
            finding
                .fix(format!("Boot over {}", port.name), machine.set("boot", serde_json::json!({ "pxe": { "port": port.name.as_str() } })));
        }
    }
}
