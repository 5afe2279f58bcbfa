//! Which port a machine boots from, as several rules need it.

use std::collections::BTreeSet;

use crate::{
    model::{Boot, Lab, Machine, Port},
    value::Name,
};

use super::gather::gather;

/// The port that a machine boots from over the network: the named one, otherwise the first.
pub fn boot_port(machine: &Machine) -> Option<&Port> {
    let Boot::Pxe(pxe) = &machine.boot else { return None };
    match &pxe.port {
        Some(name) => machine.ports.iter().find(|port| port.name == *name),
        None => machine.ports.first(),
    }
}

/// The network that a machine boots from.
pub fn boot_network(machine: &Machine) -> Option<&Name> {
    boot_port(machine)?.network.as_ref()
}

/// The networks that machines boot from.
pub fn boot_networks(lab: &Lab) -> BTreeSet<&str> {
    gather(lab.machines.iter().filter_map(boot_network).map(Name::as_str))
}
