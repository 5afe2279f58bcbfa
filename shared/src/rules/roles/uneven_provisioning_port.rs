//! Machines of one role boot over ports at different places.
//!
//! ## What it does
//! Compares, for each role, at which place the port stands that the machines boot over.
//!
//! ## Why
//! The director configures all nodes of a role by one template: the node whose provisioning port is another one loses its address when the template is applied.
//!
//! ## Fix
//! Put the provisioning port at the same place in every machine of the role.
//!
//! ## Source
//! Catalogue R37: tripleo-docs, environments/baremetal ("use the same NIC on each").

use std::collections::BTreeMap;

use crate::{
    diagnostic::Severity,
    model::Kind,
    rules::{
        Context, Findings, Input, Rule,
        support::{edit::Located, pxe::boot_port},
    },
};

pub const RULE: Rule = Rule {
    id: "roles/uneven-provisioning-port",
    severity: Severity::Warning,
    reads: &[Input::Fields(Kind::Machines, &["name", "id", "role", "boot", "ports"])],
    check,
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    let mut first = BTreeMap::new();
    for machine in cx.lab.machines.iter() {
        let Some(port) = boot_port(machine) else { continue };
        let Some(place) = machine.ports.iter().position(|other| other.name == port.name) else { continue };
        let (other, its_place) = *first.entry(machine.role).or_insert((machine, place));
        if place != its_place {
            findings.add(
                machine.at("boot"),
                format!(
                    "{} boots over its port number {}, but {}, of role {} too, over number {}",
                    machine.name,
                    place + 1,
                    other.name,
                    machine.role,
                    its_place + 1
                ),
                "put the provisioning port at the same place in every machine of the role",
            );
        }
    }
}
