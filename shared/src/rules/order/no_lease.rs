//! A machine counts as up with a lease that nobody gives.
//!
//! ## What it does
//! Looks at the machines whose signal is `lease`: at least one of their networks must have a DHCP server of libvirt's. A network whose server is not known counts as one that may.
//!
//! ## Why
//! The run waits until its deadline, and fails with every guest in good health.
//!
//! ## Fix
//! Wait for libvirt to run the machine, for its guest agent, or for a text on its console. Or give the network a DHCP range: the longest that is free in the upper half of its prefix is offered where nobody else serves DHCP.
//!
//! ## Source
//! Catalogue R48: dmacvicar/terraform-provider-libvirt issues 186, 246, 1047 and 1091 (five-minute timeouts).

use crate::{
    addresses::blanks::dhcp_ranges,
    diagnostic::Severity,
    model::UpSignal,
    rules::{
        Context, Findings, Rule,
        support::{edit::Located, gather::gather, layers::EVERYTHING},
    },
};

pub const RULE: Rule = Rule { id: "order/no-lease", severity: Severity::Error, reads: EVERYTHING, check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    let gives: std::collections::BTreeMap<&str, Option<bool>> =
        gather(cx.lab.networks.iter().map(|network| (network.name.as_str(), cx.served(network).map(|ranges| !ranges.is_empty()))));
    let mut offers = None;
    for machine in cx.lab.machines.iter().filter(|machine| machine.up.signal == UpSignal::Lease) {
        let networks: Vec<&str> = machine.ports.iter().filter_map(|port| port.network.as_ref()).map(|name| name.as_str()).collect();
        // A network that is not in the lab is another rule's finding.
        if networks.iter().any(|name| gives.get(name).is_none_or(|gives| *gives != Some(false))) {
            continue;
        }
        let offers = offers.get_or_insert_with(|| dhcp_ranges(cx.lab, cx.facts));
        let why = if networks.is_empty() {
            "it is on no network".to_owned()
        } else {
            format!("no network of its has libvirt's DHCP server ({})", networks.join(", "))
        };
        let mut finding = findings
            .add(
                machine.at("up"),
                format!("{} counts as up with a lease, but {why}", machine.name),
                "wait for something else, or give one of its networks a DHCP range",
            )
            .fix("Wait for libvirt to run it", machine.unset("up.signal"));
        let here = |name: &&str| cx.index.networks.get(name).map(|network| (*network, network.at("dhcp")));
        for (network, subject) in networks.iter().filter_map(here) {
            if let Some(offer) = offers.iter().find(|offer| offer.subject == subject) {
                finding = finding.fix(format!("Hand out {} on {}", offer.value, network.name), offer.command.clone());
            }
        }
    }
}
