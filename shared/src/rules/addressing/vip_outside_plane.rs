//! A plane's virtual address lies outside its prefix.
//!
//! ## What it does
//! Compares the VIP of each plane with its prefix.
//!
//! ## Why
//! The controllers put the address on the plane's interface: nobody on the plane takes it for a neighbour, and no service answers.
//!
//! ## Fix
//! Take an address of the plane's prefix; the next free one is offered.
//!
//! ## Source
//! Catalogue R70, R171. openstack/tripleo-docs deploy-guide/source/features/network_isolation.rst: virtual addresses are taken from the networks' prefixes.

use crate::{
    diagnostic::Severity,
    rules::{
        Context, Findings, Rule,
        support::{edit::Located, layers::AROUND, parts::parts},
    },
};

pub const RULE: Rule = Rule { id: "addressing/vip-outside-plane", severity: Severity::Error, reads: AROUND, check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for cloud in cx.each(&cx.lab.clouds) {
        for plane in parts(&cloud.planes) {
            let (Some(vip), Some(subnet)) = (plane.vip, plane.subnet) else { continue };
            if subnet.is_usable(vip) {
                continue;
            }
            let field = format!("planes[{}].vip", plane.name);
            let finding = findings.add(
                cloud.at(&field),
                format!("{vip}, the VIP of {} of {}, is not an address for a node of {subnet}", plane.name, cloud.name),
                "take an address of the plane's prefix",
            );
            let free = cx.topology().plane(cloud, plane).and_then(|segment| cx.addresses().free(segment, subnet));
            if let Some(free) = free {
                finding.fix(format!("Take {free}"), cloud.set(field, free.to_string()));
            }
        }
    }
}
