//! A DHCP range leaves its network's prefix, or begins or ends at a reserved address.
//!
//! ## What it does
//! Compares the start and the end of each range with the prefix of the host's address on the network.
//!
//! ## Why
//! libvirt refuses to define such a network; a server that took it would hand out addresses that reach nobody.
//!
//! ## Fix
//! Take a range inside the prefix, without its first and last address. The larger part beside the host's own address is offered.
//!
//! ## Source
//! libvirt `src/util/virsocketaddr.c`, virSocketAddrGetRange: "range … is not entirely within network", "start of range … is the network address", "end of range … is the broadcast address".

use crate::{
    diagnostic::Severity,
    model::Kind,
    rules::{Context, Findings, Input, Rule, support::edit::Located},
};

use crate::rules::support::range::{own_for, set_range, widest};

pub const RULE: Rule =
    Rule { id: "addressing/dhcp-range-outside-subnet", severity: Severity::Error, reads: &[Input::Each(Kind::Networks)], check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for network in cx.each(&cx.lab.networks) {
        let Some(range) = network.dhcp_range() else { continue };
        let Some(own) = own_for(network, range) else { continue };
        let subnet = own.subnet();
        let message = if !subnet.contains(range.start) || !subnet.contains(range.end) {
            format!("the range {range} of {} is not inside {subnet}", network.name)
        } else if subnet.is_ipv4() && range.start == subnet.first() {
            format!("the range {range} of {} begins at the network's own address of {subnet}", network.name)
        } else if subnet.is_ipv4() && range.end == subnet.last() {
            format!("the range {range} of {} ends at the broadcast address of {subnet}", network.name)
        } else {
            continue;
        };
        let finding =
            findings.add(network.at("dhcp"), message, format!("take a range inside {subnet}, without its first and last address"));
        if let Some(wide) = widest(own) {
            finding.fix(format!("Hand out {wide}"), set_range(network, wide));
        }
    }
}
