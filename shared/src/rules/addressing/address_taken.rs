//! An address of one layer is somebody else's on the same segment.
//!
//! ## What it does
//! Compares all single addresses that count on one segment, over all layers: the host's, machines' ports, directors', gateways, endpoints, virtual addresses of clouds, planes and clusters, floating IPs, ports that are made beforehand and servers. One thing by two names is in order: an endpoint that is a plane's virtual address, a port or floating IP that a virtual address is reserved by, a gateway that is a machine. Two ports of machines are addressing/duplicate-address; what a cluster's virtual address has in common with its own nodes is cidr/vip-taken and cidr/shared-vip.
//!
//! ## Why
//! Two holders of one address answer ARP in turn: connections break at random, and each of them looks healthy for itself. Neutron refuses a second port or floating IP with the address; a floating IP leads to one port.
//!
//! ## Fix
//! Give one of them another address; the next free one is offered.
//!
//! ## Source
//! Catalogue R70, R171. RFC 5227 section 1; openstack/neutron-lib `neutron_lib/exceptions/__init__.py`, IpAddressInUse.

use std::{collections::BTreeMap, net::IpAddr};

use crate::{
    addresses::{Claim, Entry, Holder, What, clash},
    diagnostic::Severity,
    document::Command,
    model::Kind,
    rules::{
        Context, Findings, Rule,
        support::{cluster::is_openshift, layers::AROUND},
    },
};

pub const RULE: Rule = Rule { id: "addressing/address-taken", severity: Severity::Error, reads: AROUND, check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    if cx.lab.clouds.is_empty() && cx.lab.clusters.is_empty() {
        return;
    }
    let book = cx.addresses();
    for segment in cx.segments() {
        let mut known: BTreeMap<IpAddr, Vec<&Entry<'_>>> = BTreeMap::new();
        for entry in book.on(segment) {
            let What::Address(address) = entry.what else { continue };
            let others = known.entry(address).or_default();
            let other = others.iter().find(|other| !is_elsewhere(cx, entry, other) && clash(cx.topology(), entry, other)).copied();
            let is_named_again = others.iter().any(|other| is_same(entry, other));
            others.push(entry);
            let (Some(other), Some(subject), false) = (other, &entry.subject, is_named_again) else { continue };
            let message = match (entry.claim, other.claim) {
                (Claim::Led, Claim::Led) => format!("{address} is {} and {}, but it leads to one port", entry.label, other.label),
                (Claim::Led, _) => format!("{address}, {}, leads to another port", entry.label),
                _ => format!("{address} belongs to {} and to {}", entry.label, other.label),
            };
            let finding = findings.add(subject.clone(), message, "give one of them another address");
            let prefix = cx.topology().segment(segment).prefixes.iter().find(|prefix| prefix.contains(address)).copied();
            let free = prefix.and_then(|prefix| book.free(segment, prefix)).filter(|_| may_move(entry));
            if let (Some(free), Some(field)) = (free, &subject.field) {
                let set = Command::Set { record: subject.record.clone(), field: field.clone(), value: free.to_string().into() };
                finding.fix(format!("Take {free} for {}", entry.label), set);
            }
        }
    }
}

/// Whether another address is all that an entry needs: nobody else goes by this one.
fn may_move(entry: &Entry<'_>) -> bool {
    match entry.claim {
        Claim::Holds => !entry.label.starts_with("localIp"),
        Claim::Virtual => !matches!(entry.holder, Holder::Cluster(_)),
        Claim::Port => true,
        Claim::Endpoint | Claim::Gateway | Claim::Floating | Claim::Led => false,
    }
}

/// Whether an entry names what was compared by another name already.
fn is_same(one: &Entry<'_>, other: &Entry<'_>) -> bool {
    let is_service = |entry: &Entry<'_>| matches!(entry.claim, Claim::Virtual | Claim::Endpoint);
    match (one.claim, other.claim) {
        (Claim::Gateway, Claim::Gateway) => true,
        _ => one.holder == other.holder && is_service(one) && is_service(other),
    }
}

/// Whether other rules speak of the two.
fn is_elsewhere(cx: &Context<'_>, one: &Entry<'_>, other: &Entry<'_>) -> bool {
    let is_ground =
        |entry: &Entry<'_>| entry.subject.as_ref().is_some_and(|subject| matches!(subject.record.kind, Kind::Networks | Kind::Machines));
    let is_vip_at_gateway = |vip: &Entry<'_>, gateway: &Entry<'_>| match (vip.claim, vip.holder, gateway.claim, gateway.holder) {
        (Claim::Virtual, Holder::Cluster(cluster), Claim::Gateway, Holder::Project(project)) => {
            let cluster = cx.lab.clusters.get(cluster.as_str());
            let project = cx.lab.projects.get(project.as_str());
            let mut gateways =
                project.into_iter().flat_map(|project| &project.networks).flat_map(|network| &network.subnets).map(|subnet| subnet.gateway);
            cluster.is_some_and(|cluster| is_openshift(cluster) && cluster.load_balancer.is_none())
                && gateways.any(|gateway| gateway.map(What::Address) == Some(vip.what))
        }
        _ => false,
    };
    is_ground(one) && is_ground(other) || is_vip_at_gateway(one, other) || is_vip_at_gateway(other, one)
}
