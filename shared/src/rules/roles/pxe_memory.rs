//! A machine that is deployed over the network has too little memory for its image.
//!
//! ## What it does
//! Where the lab has a director, looks for machines that boot over PXE with 4 GiB or less.
//!
//! ## Why
//! Ironic's deploy RAM disk holds the whole image in memory: "Image size: 4340 MiB, Memory size: 3907 MiB".
//!
//! ## Fix
//! Give the machine 6 GiB or more.
//!
//! ## Source
//! Catalogue R23: tripleo-docs, provisioning/baremetal_provision.rst (more than 4 GiB for each node); openstack/tripleo-quickstart issue 28.

use crate::{
    diagnostic::Severity,
    model::{Boot, Kind, Role},
    rules::{Context, Findings, Input, Rule, support::edit::Located},
    value::Size,
};

pub const RULE: Rule = Rule {
    id: "roles/pxe-memory",
    severity: Severity::Warning,
    reads: &[Input::Fields(Kind::Machines, &["name", "id", "role", "boot", "memory"])],
    check,
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    if !cx.lab.machines.iter().any(|machine| machine.role == Role::Director) {
        return;
    }
    for machine in cx.lab.machines.iter().filter(|machine| matches!(machine.boot, Boot::Pxe(_)) && machine.memory <= Size::from_gib(4)) {
        findings
            .add(
                machine.at("memory"),
                format!(
                    "{} is deployed over the network and has {}: the deploy RAM disk needs more than 4 GiB",
                    machine.name,
                    machine.memory.human()
                ),
                "give it 6 GiB or more",
            )
            .fix("Give it 6 GiB", machine.set("memory", "6 GiB"));
    }
}
