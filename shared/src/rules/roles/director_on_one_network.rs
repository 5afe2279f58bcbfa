//! A director has no port beside the one that it provisions over.
//!
//! ## What it does
//! Looks at the networks of each director that has machines to boot over PXE; VLANs of one Open vSwitch network are networks of their own.
//!
//! ## Why
//! The director takes its provisioning port into a bridge of its own: who is logged in over it is cut off in the middle of the installation.
//!
//! ## Fix
//! Give the director a second port on a network that is not for provisioning.
//!
//! ## Source
//! Catalogue R38: tripleo-docs, environments/baremetal (a second NIC for reaching the undercloud).

use std::collections::BTreeSet;

use crate::{
    diagnostic::Severity,
    model::{Kind, Port, Role},
    rules::{
        Context, Findings, Input, Rule,
        support::{edit::Located, gather::gather, pxe::boot_port},
    },
    topology::{Carried, Stand},
};

pub const RULE: Rule = Rule {
    id: "roles/director-on-one-network",
    severity: Severity::Warning,
    reads: &[Input::Named(Kind::Networks), Input::Fields(Kind::Machines, &["name", "id", "role", "boot", "ports"])],
    check,
};

/// A network, and the VLAN in it that a port's untagged frames are in.
type Place<'a> = (&'a str, Option<u16>);

fn check(cx: &Context<'_>, findings: &mut Findings) {
    if !cx.lab.machines.iter().any(|machine| machine.role == Role::Director) {
        return;
    }
    let boots: BTreeSet<Place<'_>> = gather(cx.lab.machines.iter().filter_map(boot_port).filter_map(|port| place(cx, port)));
    for machine in cx.lab.machines.iter().filter(|machine| machine.role == Role::Director) {
        let places: Vec<Option<Place<'_>>> =
            machine.ports.iter().filter(|port| port.network.is_some()).map(|port| place(cx, port)).collect();
        let Some((network, vlan)) = places.iter().flatten().find(|place| boots.contains(*place)) else { continue };
        if places.iter().all(|place| place.is_some_and(|place| boots.contains(&place))) {
            let on = vlan.map_or_else(|| (*network).to_owned(), |vlan| format!("VLAN {vlan} of {network}"));
            findings.add(
                machine.at("ports"),
                format!("the director {} is on {on} only, over which it provisions", machine.name),
                "give it a second port on another network",
            );
        }
    }
}

fn place<'a>(cx: &Context<'a>, port: &'a Port) -> Option<Place<'a>> {
    let name = port.network.as_ref()?.as_str();
    match cx.index.networks.get(name).map(|network| Stand::of(network, port).carry(None)) {
        Some(Carried::In(vlan)) => Some((name, vlan)),
        // A network that is not in the lab is compared by its name.
        None => Some((name, None)),
        // A trunk is no way in that the director provisions over.
        Some(Carried::Dropped | Carried::Unknown) => None,
    }
}
