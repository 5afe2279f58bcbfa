//! A node with several disks does not say which one takes the system.
//!
//! ## What it does
//! Looks for nodes of a director's cloud with two disks or more and no `rootDisk`.
//!
//! ## Why
//! Ironic takes the smallest disk of more than 4 GiB: at times that is the one that was meant for an OSD, and Ceph then finds no blank disk.
//!
//! ## Fix
//! Say which disk takes the system; the first is offered.
//!
//! ## Source
//! Catalogue R82. openstack/tripleo-validations, `node-disks`; openstack/ironic-python-agent, `hardware.py`, get_os_install_device; tripleo-docs, "Setting the Root Device for Deployment".

use crate::{
    diagnostic::Severity,
    model::Kind,
    rules::{
        Context, Findings, Input, Rule,
        support::{
            edit::{Located, several},
            nodes::nodes,
        },
    },
};

pub const RULE: Rule = Rule {
    id: "clouds/no-root-disk-hint",
    severity: Severity::Warning,
    reads: &[Input::Named(Kind::Machines), Input::Each(Kind::Clouds)],
    check,
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for cloud in cx.each(&cx.lab.clouds) {
        let Some(director) = cloud.deployment.director() else { continue };
        for (node, machine) in nodes(cx, cloud).filter(|(_, machine)| machine.name != director.machine) {
            let (Some(first), None, true) = (machine.disks.first(), &node.root_disk, machine.disks.len() > 1) else { continue };
            let field = format!("nodes[{}].rootDisk", node.machine);
            findings
                .add(
                    cloud.at(&field),
                    format!(
                        "{} has {}; nothing says which one takes the system",
                        machine.name,
                        several(machine.disks.len(), "disk", "disks")
                    ),
                    "name the disk for the system (root device hint)",
                )
                .fix(format!("It is {}", first.name), cloud.set(&field, first.name.as_str()));
        }
    }
}
