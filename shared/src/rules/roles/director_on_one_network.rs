//! A director has no port beside the one that it provisions over.
//!
//! ## What it does
//! Looks at the networks of each director that has machines to boot over PXE.
//!
//! ## Why
//! The director takes its provisioning port into a bridge of its own: who is logged in over it is cut off in the middle of the installation.
//!
//! ## Fix
//! Give the director a second port on a network that is not for provisioning.
//!
//! ## Source
//! Catalogue R38: tripleo-docs, environments/baremetal (a second NIC for reaching the undercloud).

use crate::{
    diagnostic::Severity,
    model::{Kind, Role},
    rules::{
        Context, Findings, Input, Rule,
        support::{edit::Located, pxe::boot_networks},
    },
};

pub const RULE: Rule =
    Rule { id: "roles/director-on-one-network", severity: Severity::Warning, reads: &[Input::Records(Kind::Machines)], check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    let boots = boot_networks(cx.lab);
    for machine in cx.lab.machines.iter().filter(|machine| machine.role == Role::Director) {
        let networks: Vec<&str> = machine.ports.iter().filter_map(|port| port.network.as_ref()).map(|name| name.as_str()).collect();
        let Some(provisioning) = networks.iter().find(|name| boots.contains(**name)) else { continue };
        if networks.iter().all(|name| boots.contains(*name)) {
            findings.add(
                machine.at("ports"),
                format!("the director {} is on {provisioning} only, over which it provisions", machine.name),
                "give it a second port on another network",
            );
        }
    }
}
