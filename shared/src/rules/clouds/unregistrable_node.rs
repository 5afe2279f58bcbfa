//! A node lacks what the director needs to register it.
//!
//! ## What it does
//! Looks whether each node of a director's cloud has a BMC, a port (for its MAC address) and a disk of known size: with vCPUs and memory that is what `instackenv.json` says of it.
//!
//! ## Why
//! `openstack overcloud node import` refuses the file, or the node stays in state `enroll` because nobody can power it.
//!
//! ## Fix
//! Give the machine what is missing.
//!
//! ## Source
//! Catalogue R79. openstack/tripleo-docs, `deploy-guide/source/environments/baremetal.rst`, "instackenv.json", and `troubleshooting/troubleshooting-nodes.rst`.

use crate::{
    diagnostic::Severity,
    model::Kind,
    rules::{
        Context, Findings, Input, Rule,
        support::{edit::Located, nodes::nodes, space::size},
    },
};

pub const RULE: Rule = Rule {
    id: "clouds/unregistrable-node",
    severity: Severity::Error,
    reads: &[Input::Named(Kind::Images), Input::Named(Kind::Machines), Input::Each(Kind::Clouds)],
    check,
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for cloud in cx.each(&cx.lab.clouds) {
        let Some(director) = cloud.deployment.director() else { continue };
        for (_, machine) in nodes(cx, cloud).filter(|(_, machine)| machine.name != director.machine) {
            let parts = [
                (machine.bmc.is_none(), "a BMC"),
                (machine.ports.is_empty(), "a port"),
                (machine.disks.first().is_none_or(|disk| size(cx, disk).is_none()), "a disk of known size"),
            ];
            let missing: Vec<&str> = parts.into_iter().filter(|(is_missing, _)| *is_missing).map(|(_, what)| what).collect();
            if !missing.is_empty() {
                findings.add(
                    machine.here(),
                    format!("the director cannot register {}: it lacks {}", machine.name, missing.join(", ")),
                    "give the machine what is missing",
                );
            }
        }
    }
}
