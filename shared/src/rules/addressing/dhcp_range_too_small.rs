//! A DHCP range has fewer addresses than there are machines to serve.
//!
//! ## What it does
//! Counts the ports on the network without a fixed address, and the addresses of the range that nobody keeps.
//!
//! ## Why
//! The machines that ask last get no address, and a different one each time.
//!
//! ## Fix
//! Widen the range; the larger part of the prefix beside the host's own address is offered where it is enough.
//!
//! ## Source
//! Catalogue R69 (a pool must hold its nodes). RFC 2131 §3.1: a server without a free address does not answer.

use crate::{
    diagnostic::Severity,
    model::Kind,
    rules::{
        Context, Findings, Input, Rule,
        context::count,
        support::edit::{Located, several},
    },
};

use crate::rules::support::range::{own_for, set_range, widest};

pub const RULE: Rule = Rule {
    id: "addressing/dhcp-range-too-small",
    severity: Severity::Warning,
    reads: &[Input::Each(Kind::Networks), Input::Named(Kind::Machines)],
    check,
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for network in cx.each(&cx.lab.networks) {
        let Some(range) = network.dhcp_range().filter(|range| range.start <= range.end) else { continue };
        let ports = || cx.index.ports.get(network.name.as_str()).into_iter().flatten().map(|(_, port)| port);
        let askers = ports().filter(|port| port.address.is_none()).count();
        let own = own_for(network, range);
        let kept =
            ports().filter_map(|port| port.address).chain(own.map(|own| own.address())).filter(|address| range.contains(*address)).count();
        let free = count(range).saturating_sub(kept as u128);
        if askers as u128 <= free {
            continue;
        }
        let finding = findings.add(
            network.at("dhcp"),
            format!("{} on {} ask for an address; the range {range} has {free} to give", several(askers, "port", "ports"), network.name),
            "widen the range, or give machines fixed addresses",
        );
        if let Some(wide) = own.and_then(widest).filter(|wide| count(wide) >= (askers + kept) as u128) {
            finding.fix(format!("Hand out {wide}"), set_range(network, wide));
        }
    }
}
