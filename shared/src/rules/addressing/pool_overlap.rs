//! Two pools on one segment hold the same addresses.
//!
//! ## What it does
//! Compares the pools that count on one segment: those of planes and external networks, directors' ranges, libvirt's DHCP range, and the pools of one tenant network. Where two DHCP servers are the matter, other rules say it; so does director/inspection-overlap.
//!
//! ## Why
//! Both hand out the addresses in the overlap, and neither knows of the other.
//!
//! ## Fix
//! Take pools apart from each other.
//!
//! ## Source
//! Catalogue R70. openstack/tripleo-docs deploy-guide/source/features/network_isolation.rst: the floating IP range must not overlap ExternalAllocationPools; openstack/neutron `neutron/common/exceptions.py`, OverlappingAllocationPools.

use crate::{
    addresses::{Entry, Holder, What},
    diagnostic::Severity,
    model::Kind,
    rules::{Context, Findings, Rule, support::layers::AROUND},
};

pub const RULE: Rule = Rule { id: "addressing/pool-overlap", severity: Severity::Error, reads: AROUND, check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    if cx.lab.clouds.is_empty() {
        return;
    }
    let book = cx.addresses();
    for segment in cx.segments() {
        let mut pools: Vec<_> = book
            .on(segment)
            .filter_map(|entry| match entry.what {
                What::Pool(range) if range.start <= range.end => Some((range, entry)),
                _ => None,
            })
            .collect();
        if pools.len() < 2 {
            continue;
        }
        pools.sort_by_key(|(range, _)| *range);
        // Sorted by their starts: one that meets any meets the one that reaches furthest so far.
        let mut furthest = pools[0];
        for (range, entry) in pools.into_iter().skip(1) {
            let (other_range, other) = furthest;
            if range.end > furthest.0.end || range.start.is_ipv4() != furthest.0.start.is_ipv4() {
                furthest = (range, entry);
            }
            if !range.overlaps(&other_range) || is_one(cx, entry, other) {
                continue;
            }
            let Some(subject) = entry.subject.clone().or_else(|| other.subject.clone()) else { continue };
            let message = format!("{}, {range}, overlaps {}, {other_range}", entry.label, other.label);
            findings.add(subject, message, "take pools apart from each other");
        }
    }
}

/// Whether two pools are the same one by two names, or another rule's matter.
fn is_one(cx: &Context<'_>, one: &Entry<'_>, other: &Entry<'_>) -> bool {
    let is_control = |entry: &Entry<'_>| {
        let Some(subject) = entry.subject.as_ref().filter(|subject| subject.record.kind == Kind::Clouds) else { return false };
        let Holder::Cloud(cloud) = entry.holder else { return false };
        let planes = cx.index.clouds.get(cloud.as_str()).into_iter().flat_map(|cloud| &cloud.planes);
        let mut control = planes.filter(|plane| plane.purpose == crate::model::PlanePurpose::Control);
        control.any(|plane| subject.field.as_deref() == Some(&format!("planes[{}].pool", plane.name)))
    };
    match (one.holder, other.holder) {
        (Holder::Director(_), Holder::Director(_)) => one.holder == other.holder,
        (Holder::Libvirt(_), Holder::Director(_)) | (Holder::Director(_), Holder::Libvirt(_)) => true,
        (Holder::Director(_), _) => is_control(other),
        (_, Holder::Director(_)) => is_control(one),
        _ => false,
    }
}
