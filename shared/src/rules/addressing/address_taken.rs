//! An address of one layer is somebody else's on the same segment.
//!
//! ## What it does
//! Compares all single addresses that count on one segment, over all layers: the host's, machines' ports, directors', virtual addresses of clouds and planes, floating IPs, gateways and servers. Two ports of machines are addressing/duplicate-address, virtual addresses of clusters are a rule of theirs.
//!
//! ## Why
//! Two holders of one address answer ARP in turn: connections break at random, and each of them looks healthy for itself.
//!
//! ## Fix
//! Give one of them another address; the next free one is offered.
//!
//! ## Source
//! Catalogue R70, R171. RFC 5227 section 1.

use std::collections::BTreeMap;

use crate::{
    addresses::{Holder, What},
    diagnostic::Severity,
    document::Command,
    model::Kind,
    rules::{Context, Findings, Rule, support::layers::AROUND},
};

pub const RULE: Rule = Rule { id: "addressing/address-taken", severity: Severity::Error, reads: AROUND, check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    if cx.lab.clouds.is_empty() {
        return;
    }
    let book = cx.addresses();
    for segment in cx.segments() {
        let mut first: BTreeMap<std::net::IpAddr, &crate::addresses::Entry<'_>> = BTreeMap::new();
        for entry in book.on(segment) {
            let What::Address(address) = entry.what else { continue };
            let Some(other) = first.get(&address) else {
                first.insert(address, entry);
                continue;
            };
            let Some(subject) = entry.subject.clone().filter(|_| entry.holder != other.holder) else { continue };
            let is_ground = |entry: &crate::addresses::Entry<'_>| {
                entry.subject.as_ref().is_some_and(|subject| matches!(subject.record.kind, Kind::Networks | Kind::Machines))
            };
            if is_ground(entry) && is_ground(other) {
                continue;
            }
            let message = format!("{address} belongs to {} and to {}", entry.label, other.label);
            let prefix = cx.topology().segment(segment).prefixes.iter().find(|prefix| prefix.contains(address)).copied();
            let free = prefix.and_then(|prefix| book.free(segment, prefix)).filter(|_| !matches!(entry.holder, Holder::Project(_)));
            let finding = findings.add(subject.clone(), message, "give one of them another address");
            if let (Some(free), Some(field), false) = (free, &subject.field, entry.label.starts_with("localIp")) {
                let set = Command::Set { record: subject.record.clone(), field: field.clone(), value: free.to_string().into() };
                finding.fix(format!("Take {free} for {}", entry.label), set);
            }
        }
    }
}
