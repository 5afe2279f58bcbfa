//! A network that leads out has no address of the host's.
//!
//! ## What it does
//! Looks at the networks of mode `nat` and `routed` that the lab makes: each needs `ip` or `ip6`. One with a DHCP range is `addressing/dhcp-without-address`'s finding.
//!
//! ## Why
//! The host passes packets on between the network and the world, and that begins with an address of its own there: libvirt refuses the network.
//!
//! ## Fix
//! Give the host an address on the network. One is offered: of the prefix that machines, clouds or the DHCP range speak of there, otherwise of the lowest free one; of IPv6 where only that is spoken of.
//!
//! ## Source
//! libvirt `src/conf/network_conf.c`, virNetworkDefParseXML: "forwarding requested, but no IP address provided for network".

use crate::{
    addresses::blanks::host_addresses,
    diagnostic::Severity,
    model::NetworkMode,
    rules::{
        Context, Findings, Rule,
        support::{edit::Located, layers::EVERYTHING},
    },
};

pub const RULE: Rule = Rule { id: "addressing/no-prefix", severity: Severity::Error, reads: EVERYTHING, check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    let leads_out = |mode| matches!(mode, NetworkMode::Nat | NetworkMode::Routed);
    let bare = |network: &&crate::model::Network| {
        !network.existing && network.ip.is_none() && network.ip6.is_none() && network.dhcp_range().is_none()
    };
    let mut networks = cx.lab.networks.iter().filter(|network| leads_out(network.mode)).filter(bare).peekable();
    if networks.peek().is_none() {
        return;
    }
    let offers = host_addresses(cx.lab, cx.facts);
    for network in networks {
        let subject = network.at("ip");
        let of_ipv6 = network.at("ip6");
        let offer = offers.iter().find(|filled| filled.subject == subject || filled.subject == of_ipv6);
        let finding = findings.add(
            subject,
            format!("{} leads out, but the host has no address on it: libvirt refuses such a network", network.name),
            "give the host an address on the network",
        );
        if let Some(offer) = offer {
            finding.fix(format!("Give the host {}", offer.value), offer.command.clone());
        }
    }
}
