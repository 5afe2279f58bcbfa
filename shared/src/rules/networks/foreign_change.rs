//! The lab changes a network that is not its own.
//!
//! ## What it does
//! Compares what the lab says of an existing network's DHCP server with what the host has. Where the host is not known, every such wish counts.
//!
//! ## Why
//! Others may rely on the server. The change is its own item in the plan and needs its own consent; destroy puts back what was there.
//!
//! ## Fix
//! Leave the network as it is, or accept the finding with the reason for the change.
//!
//! ## Source
//! Catalogue R30 (a provisioning network must have no DHCP server of libvirt's). libvirt documentation, virsh(1), `net-update`: a change for the running network and its configuration.

use crate::{
    diagnostic::Severity,
    model::{Dhcp, Kind},
    rules::{Context, Findings, Input, Rule, support::edit::Located},
    value::IpRange,
};

pub const RULE: Rule =
    Rule { id: "networks/foreign-change", severity: Severity::Warning, reads: &[Input::Each(Kind::Networks), Input::HostNetworks], check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for network in cx.each(&cx.lab.networks).filter(|network| network.existing) {
        let Some(wish) = &network.dhcp else { continue };
        let facts = cx.existing_network(network);
        let wanted: Vec<IpRange> = network.dhcp_range().copied().into_iter().collect();
        if facts.is_some_and(|facts| facts.dhcp == wanted || cx.is_ours(facts.mark.as_ref())) {
            continue;
        }
        let now = match facts {
            Some(facts) if facts.dhcp.is_empty() => "has no DHCP server now".to_owned(),
            Some(facts) => format!("hands out {} now", facts.dhcp.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")),
            None => "may have a DHCP server".to_owned(),
        };
        let change = match wish {
            Dhcp::None => "takes that away".to_owned(),
            Dhcp::Range(range) => format!("makes it hand out {range}"),
        };
        findings
            .add(
                network.at("dhcp"),
                format!("{} is not the lab's and {now}; the lab {change}", network.name),
                "agree to the change in the plan; destroy puts back what was there",
            )
            .fix(format!("Leave {} as it is", network.name), network.unset("dhcp"));
    }
}
