//! A DHCP range spans more than libvirt takes.
//!
//! ## What it does
//! Looks whether start and end of each range are equal but for their last 16 bits.
//!
//! ## Why
//! libvirt refuses to define a network with a range of more than 65535 addresses, and also with a smaller one that crosses such a block.
//!
//! ## Fix
//! Take a smaller range; the largest one that libvirt takes beside the host's address is offered.
//!
//! ## Source
//! libvirt `src/util/virsocketaddr.c`, virSocketAddrGetRange: "range … is too large (> 65535)".

use crate::{
    diagnostic::Severity,
    model::Kind,
    rules::{Context, Findings, Input, Rule, support::edit::Located},
};

use crate::rules::support::range::{is_within_libvirt_limit, own_for, set_range, widest};

pub const RULE: Rule =
    Rule { id: "addressing/dhcp-range-too-large", severity: Severity::Error, reads: &[Input::Each(Kind::Networks)], check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for network in cx.each(&cx.lab.networks) {
        let Some(range) = network.dhcp_range().filter(|range| range.start <= range.end && range.start.is_ipv4() == range.end.is_ipv4())
        else {
            continue;
        };
        if is_within_libvirt_limit(range) {
            continue;
        }
        let finding = findings.add(
            network.at("dhcp"),
            format!("the range {range} of {} crosses a block of 65536 addresses", network.name),
            "take a range whose start and end differ in their last 16 bits only",
        );
        if let Some(wide) = own_for(network, range).and_then(widest) {
            finding.fix(format!("Hand out {wide}"), set_range(network, wide));
        }
    }
}
