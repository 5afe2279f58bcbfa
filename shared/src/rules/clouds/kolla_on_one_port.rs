//! A host of kolla-ansible has no second port.
//!
//! ## What it does
//! Counts the ports of the nodes of a cloud that kolla-ansible deploys: two are needed.
//!
//! ## Why
//! The first carries the APIs and has an address, the second becomes part of br-ex and must have none: with one port the host is cut off when Neutron starts.
//!
//! ## Fix
//! Give the machine a second port.
//!
//! ## Source
//! Catalogue R170. openstack/kolla-ansible, `doc/source/user/quickstart.rst`, "Host machine requirements" (2 network interfaces).

use crate::{
    diagnostic::Severity,
    figures::figures,
    model::{Deployment, Kind},
    rules::{
        Context, Findings, Input, Rule,
        support::{
            edit::{Located, several},
            nodes::nodes,
        },
    },
};

pub const RULE: Rule = Rule {
    id: "clouds/kolla-on-one-port",
    severity: Severity::Error,
    reads: &[Input::Named(Kind::Machines), Input::Each(Kind::Clouds)],
    check,
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    let needed = figures().kolla.ports.value;
    for cloud in cx.each(&cx.lab.clouds).filter(|cloud| matches!(cloud.deployment, Deployment::Kolla(_))) {
        for (_, machine) in nodes(cx, cloud).filter(|(_, machine)| machine.ports.len() < needed as usize) {
            findings.add(
                machine.at("ports"),
                format!(
                    "{}, a host of kolla-ansible, has {}; {needed} are needed",
                    machine.name,
                    several(machine.ports.len(), "port", "ports")
                ),
                "give it a second port, without an address, for the external network",
            );
        }
    }
}
