//! kolla-ansible's internal virtual address lies outside the network of its APIs.
//!
//! ## What it does
//! Compares `kolla_internal_vip_address` with the prefix that the host has on the network of `network_interface`.
//!
//! ## Why
//! keepalived puts the address on that interface, where nobody looks for it: the prechecks refuse it.
//!
//! ## Fix
//! Choose an address of that network.
//!
//! ## Source
//! Catalogue R171. openstack/kolla-ansible, `ansible/roles/prechecks/tasks/port_checks.yml` ("… in the same network as api_interface on all nodes").

use crate::{
    diagnostic::Severity,
    model::{Deployment, Kind},
    rules::{
        Context, Findings, Input, Rule,
        support::{edit::Located, nodes::nodes},
    },
};

pub const RULE: Rule = Rule {
    id: "clouds/vip-outside-network",
    severity: Severity::Error,
    reads: &[Input::Named(Kind::Networks), Input::Named(Kind::Machines), Input::Each(Kind::Clouds)],
    check,
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for cloud in cx.each(&cx.lab.clouds) {
        let Deployment::Kolla(kolla) = &cloud.deployment else { continue };
        let (Some(vip), Some(interface)) = (kolla.internal_vip, &kolla.network_interface) else { continue };
        let ports = nodes(cx, cloud).filter_map(|(_, machine)| machine.ports.iter().find(|port| port.name == *interface));
        let mut networks = ports.filter_map(|port| cx.index.networks.get(port.network.as_ref()?.as_str()).copied());
        let Some(network) = networks.next() else { continue };
        let own = network.ip.into_iter().chain(network.ip6).find(|own| own.address().is_ipv4() == vip.is_ipv4());
        let Some(own) = own.filter(|own| !own.subnet().contains(vip)) else { continue };
        findings.add(
            cloud.at("deployment.kolla.internalVip"),
            format!("the virtual address {vip} lies outside {}, the prefix of {} on {interface}", own.subnet(), network.name),
            "choose a free address of that network",
        );
    }
}
