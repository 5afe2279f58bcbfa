//! A DHCP range ends before it starts, or mixes IPv4 with IPv6.
//!
//! ## What it does
//! Compares the start of each range with its end.
//!
//! ## Why
//! The range holds no address: libvirt refuses to define the network.
//!
//! ## Fix
//! Swap start and end.
//!
//! ## Source
//! libvirt `src/util/virsocketaddr.c`, virSocketAddrGetRange: "range … is reversed", "mismatch of address family in range".

use crate::{
    diagnostic::Severity,
    model::Kind,
    rules::{Context, Findings, Input, Rule, support::edit::Located},
    value::IpRange,
};

use crate::rules::support::range::set_range;

pub const RULE: Rule =
    Rule { id: "addressing/dhcp-range-reversed", severity: Severity::Error, reads: &[Input::Each(Kind::Networks)], check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for network in cx.each(&cx.lab.networks) {
        let Some(range) = network.dhcp_range() else { continue };
        if range.start.is_ipv4() != range.end.is_ipv4() {
            let message =
                format!("the range of {} starts at {} and ends at {}: one is IPv4, one IPv6", network.name, range.start, range.end);
            findings.add(network.at("dhcp"), message, "take start and end of one family");
        } else if range.end < range.start {
            let swapped = IpRange { start: range.end, end: range.start };
            findings
                .add(
                    network.at("dhcp"),
                    format!("the range of {} ends at {}, before its start {}", network.name, range.end, range.start),
                    "swap start and end",
                )
                .fix(format!("Hand out {swapped}"), set_range(network, swapped));
        }
    }
}
