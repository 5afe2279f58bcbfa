//! A fixed address lies in a range that somebody else hands out.
//!
//! ## What it does
//! Compares the single addresses that count on a segment with the pools there: a director's ranges, the pools of planes and external networks, libvirt's DHCP range. An address that its owner takes out of its own pool is in order: a floating IP, a plane's virtual address, a node's. Machines' ports in libvirt's ranges are addressing/address-in-dhcp-range.
//!
//! ## Why
//! Who hands out the pool does not know that the address is taken, and gives it to the next node, router or server that asks.
//!
//! ## Fix
//! Take an address beside the pools; the next free one is offered. Or make the pool smaller.
//!
//! ## Source
//! Catalogue R70. openstack/tripleo-docs deploy-guide/source/features/network_isolation.rst: allocation pools hold no address that is used otherwise; RFC 5227 section 1.

use crate::{
    addresses::{Claim, Entry, Holder, What},
    diagnostic::Severity,
    document::Command,
    model::Kind,
    rules::{Context, Findings, Rule, support::layers::AROUND},
    value::IpRange,
};

pub const RULE: Rule = Rule { id: "addressing/address-in-pool", severity: Severity::Error, reads: AROUND, check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    if cx.lab.clouds.is_empty() {
        return;
    }
    let book = cx.addresses();
    for segment in cx.segments() {
        let pools: Vec<(&Entry<'_>, IpRange)> = book
            .on(segment)
            .filter_map(|entry| match (entry.what, entry.holder) {
                // Neutron keeps count of its tenants' addresses.
                (What::Pool(_), Holder::Project(_)) => None,
                (What::Pool(range), _) => Some((entry, range)),
                _ => None,
            })
            .collect();
        if pools.is_empty() {
            continue;
        }
        for entry in book.on(segment) {
            let What::Address(address) = entry.what else { continue };
            let Some((pool, range)) = pools.iter().find(|(pool, range)| range.contains(address) && !may(cx, entry, pool)) else { continue };
            let Some(subject) = entry.subject.clone().or_else(|| pool.subject.clone()) else { continue };
            let message = format!("{address} of {} is in {}, {range}", entry.label, pool.label);
            let finding = findings.add(subject.clone(), message, "take an address beside the pools, or make the pool smaller");
            let prefix = cx.topology().segment(segment).prefixes.iter().find(|prefix| prefix.contains(address)).copied();
            let free = prefix.and_then(|prefix| book.free(segment, prefix));
            if let (Some(free), Some(field), true) = (free, &subject.field, entry.subject.is_some() && !entry.label.starts_with("localIp"))
            {
                // The host's address is written with its prefix length.
                if subject.record.kind != Kind::Networks {
                    let set = Command::Set { record: subject.record.clone(), field: field.clone(), value: free.to_string().into() };
                    finding.fix(format!("Take {free} for {}", entry.label), set);
                }
            }
        }
    }
}

/// Whether an address may lie in a pool.
fn may(cx: &Context<'_>, entry: &Entry<'_>, pool: &Entry<'_>) -> bool {
    let at = |entry: &Entry<'_>, part: &str| {
        entry.subject.as_ref().and_then(|subject| subject.field.as_ref()).is_some_and(|field| field.starts_with(part))
    };
    let kind = entry.subject.as_ref().map(|subject| subject.record.kind);
    // Gateways and virtual addresses of clusters are other rules' matter; what only names an address takes none.
    if matches!(entry.claim, Claim::Gateway | Claim::Endpoint | Claim::Led) || matches!(entry.holder, Holder::Cluster(_)) {
        return true;
    }
    match pool.holder {
        // A reservation, or another rule's matter.
        Holder::Libvirt(_) => matches!(kind, Some(Kind::Machines | Kind::Networks)),
        Holder::Cloud(cloud) | Holder::Director(cloud) => {
            // A node takes its address out of the pool; so it is written at the node, or at its port.
            let is_node = at(entry, "nodes[")
                || match entry.holder {
                    Holder::Machine(machine) => {
                        kind == Some(Kind::Machines)
                            && cx
                                .index
                                .clouds
                                .get(cloud.as_str())
                                .is_some_and(|cloud| cloud.nodes.iter().any(|node| node.machine == *machine))
                    }
                    _ => false,
                };
            match entry.holder {
                Holder::Project(_) | Holder::Server(_) => at(pool, "externalNetworks"),
                Holder::Cloud(own) => own == cloud && at(pool, "planes"),
                _ => is_node,
            }
        }
        _ => true,
    }
}
