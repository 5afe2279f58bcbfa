//! The host's own address lies in the network's DHCP range.
//!
//! ## What it does
//! Compares the host's address on each network with the range.
//!
//! ## Why
//! dnsmasq does not lease its own address, so the range has one address less than it says; another server that takes the range over would lease it.
//!
//! ## Fix
//! Begin the range after the host's address; the larger part of the prefix beside it is offered.
//!
//! ## Source
//! Catalogue R70 (gateway outside every pool). dnsmasq `src/dhcp.c`, address_allocate: "eliminate addresses in use by the server".

use crate::{
    diagnostic::Severity,
    model::Kind,
    rules::{Context, Findings, Input, Rule, support::edit::Located},
};

use crate::rules::support::range::{set_range, widest};

pub const RULE: Rule =
    Rule { id: "addressing/dhcp-range-holds-host", severity: Severity::Warning, reads: &[Input::Each(Kind::Networks)], check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for network in cx.each(&cx.lab.networks) {
        let Some(range) = network.dhcp_range() else { continue };
        let Some(own) = network.ip.iter().chain(&network.ip6).find(|own| range.contains(own.address())) else { continue };
        let finding = findings.add(
            network.at("dhcp"),
            format!("the range {range} of {} holds the host's own address {}", network.name, own.address()),
            "begin the range after the host's address",
        );
        if let Some(wide) = widest(*own) {
            finding.fix(format!("Hand out {wide}"), set_range(network, wide));
        }
    }
}
