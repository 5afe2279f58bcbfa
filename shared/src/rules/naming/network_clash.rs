//! The host has a network of the name of one that the lab makes.
//!
//! ## What it does
//! Compares the names on the host of the networks that the lab makes with the host's networks that do not carry this lab's mark.
//!
//! ## Why
//! A network's name is unique on the host, and what is not the lab's is never changed: the plan is refused.
//!
//! ## Fix
//! Use the host's network (`existing: true`), rename the lab's, or build the lab under a prefix of its own.
//!
//! ## Source
//! libvirt: "operation failed: network '…' already exists with uuid".

use crate::{
    diagnostic::Severity,
    document::Command,
    model::{Keyed, Kind},
    rules::{Context, Findings, Input, Rule, support::edit::Located},
    value::Name,
};

pub const RULE: Rule = Rule {
    id: "naming/network-clash",
    severity: Severity::Error,
    reads: &[Input::Records(Kind::Metadata), Input::Records(Kind::Networks), Input::Named(Kind::Machines), Input::HostNetworks],
    check,
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    let Some(facts) = cx.facts else { return };
    for network in cx.lab.networks.iter().filter(|network| !network.existing) {
        let name = cx.host_name(network.name.as_str());
        let Some(other) = facts.network(&name).filter(|other| !cx.is_ours(other.mark.as_ref())) else { continue };
        let has = if other.addresses.is_empty() {
            String::new()
        } else {
            format!(" ({})", other.addresses.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "))
        };
        let message = format!("{} has a network {name}{has} that is not this lab's", facts.name);
        let mut finding = findings.add(
            network.at("name"),
            message,
            "rename the network, use the host's with `existing: true`, or build the lab under a prefix",
        );
        let free = format!("{}-{}", cx.lab.metadata.name, network.name);
        let is_free = facts.network(&cx.host_name(&free)).is_none()
            && !cx.index.networks.contains_key(free.as_str())
            && cx.lab.networks.by_id(&free).is_none();
        if let Some(to) = free.parse::<Name>().ok().filter(|_| is_free) {
            finding = finding.fix(format!("Rename to {to}"), Command::Rename { record: network.reference(), to });
        }
        // The lab's own addresses would be another network's then: only offered where there are none to go wrong.
        let is_bare = network.ip.is_none() && network.ip6.is_none() && network.dhcp.is_none();
        let is_unaddressed = cx.index.ports.get(network.name.as_str()).into_iter().flatten().all(|(_, port)| port.address.is_none());
        if is_bare
            && is_unaddressed
            && network.id().as_str() == network.name.as_str()
            && cx.instance.is_none_or(|instance| instance.prefix.is_empty())
        {
            finding.fix("Use the host's network", network.set("existing", true));
        }
    }
}
