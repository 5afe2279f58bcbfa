//! A fixed address lies in a range that someone else's DHCP server hands out.
//!
//! ## What it does
//! On an existing network whose DHCP server the lab leaves as it is, compares the ports' fixed addresses with the host's DHCP ranges. On the lab's own networks a fixed address becomes a reservation with the same server, which may lie in the range or beside it.
//!
//! ## Why
//! The server does not know that the address is taken and leases it to the next machine that asks.
//!
//! ## Fix
//! Take an address outside the range; the next free one is offered where there is one.
//!
//! ## Source
//! Catalogue R70. dnsmasq(8), `--dhcp-host`: addresses kept for a host "are not constrained to be in the range given by the --dhcp-range option", and are leased to nobody else.

use crate::{
    diagnostic::Severity,
    model::Kind,
    rules::{Context, Findings, Input, Rule, support::edit::Located},
};

pub const RULE: Rule = Rule {
    id: "addressing/address-in-dhcp-range",
    severity: Severity::Error,
    reads: &[Input::Each(Kind::Networks), Input::Named(Kind::Machines), Input::Named(Kind::Clouds), Input::HostNetworks],
    check,
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for network in cx.each(&cx.lab.networks).filter(|network| network.dhcp.is_none()) {
        let Some(facts) = cx.existing_network(network) else { continue };
        for (machine, port) in cx.index.ports.get(network.name.as_str()).into_iter().flatten() {
            let Some(address) = port.address else { continue };
            let Some(range) = facts.dhcp.iter().find(|range| range.contains(address)) else { continue };
            if facts.reservations.iter().any(|kept| kept.address == address && port.mac == Some(kept.mac)) {
                continue;
            }
            let field = format!("ports[{}].address", port.name);
            let finding = findings.add(
                machine.at(&field),
                format!(
                    "{address} of {} of {} is in {range}, which the DHCP server of the host's {} hands out",
                    port.name, machine.name, network.name
                ),
                format!("take an address outside the range, or set dhcp on {} and so agree to change it", network.name),
            );
            if let Some(free) = cx.free_address(&network.name, None, address) {
                finding.fix(format!("Move {} of {} to {free}", port.name, machine.name), machine.set(field, free.to_string()));
            }
        }
    }
}
