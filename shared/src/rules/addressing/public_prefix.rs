//! A network that the lab makes has a prefix of the public internet.
//!
//! ## What it does
//! Compares each prefix with those that are set apart for private use, shared address space, documentation, benchmarks and link-local addresses.
//!
//! ## Why
//! While the lab runs, the host and the guests cannot reach the real holders of those addresses.
//!
//! ## Fix
//! Take a private prefix. The lowest free one is offered; the DHCP range and the machines' fixed addresses move along.
//!
//! ## Source
//! RFC 1918 §3, RFC 6598, RFC 5737, RFC 2544, RFC 3927; IPv6: RFC 4193, RFC 3849, RFC 4291 §2.5.6.

use crate::{
    diagnostic::Severity,
    model::{Kind, NetworkMode},
    rules::{
        Context, Findings, Input, Rule,
        support::{edit::Located, public::is_public, renumber::renumber},
    },
};

pub const RULE: Rule = Rule {
    id: "addressing/public-prefix",
    severity: Severity::Warning,
    reads: &[Input::Records(Kind::Networks), Input::Named(Kind::Machines), Input::HostNetworks],
    check,
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    // A routed network and one on the host's bridge may well have public addresses of one's own.
    let hidden = |mode| matches!(mode, NetworkMode::Nat | NetworkMode::Isolated);
    for network in cx.lab.networks.iter().filter(|network| !network.existing && hidden(network.mode)) {
        for own in network.ip.iter().chain(&network.ip6) {
            let subnet = own.subnet();
            if !is_public(subnet) {
                continue;
            }
            let field = if subnet.is_ipv4() { "ip" } else { "ip6" };
            let message = format!("{subnet} of {} belongs to the public internet", network.name);
            let finding = findings.add(
                network.at(field),
                message,
                "take a prefix of 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16, or fd00::/8 for IPv6",
            );
            if let Some((free, command)) = renumber(cx, network).filter(|_| subnet.is_ipv4()) {
                finding.fix(format!("Move {} to {free}", network.name), command);
            }
        }
    }
}
