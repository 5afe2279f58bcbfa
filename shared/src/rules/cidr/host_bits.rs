//! A pod network is written with the address of a host in it.
//!
//! ## What it does
//! Compares the address of each pod network with the first one of its prefix.
//!
//! ## Why
//! openshift-install refuses it: "invalid network address".
//!
//! ## Fix
//! Write the prefix, which is offered.
//!
//! ## Source
//! Catalogue R68: openshift/installer, pkg/validate/validate.go, SubnetCIDR.

use crate::{
    diagnostic::Severity,
    model::Kind,
    rules::{Context, Findings, Input, Rule, support::edit::Located},
};

pub const RULE: Rule = Rule { id: "cidr/host-bits", severity: Severity::Error, reads: &[Input::Each(Kind::Clusters)], check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for cluster in cx.each(&cx.lab.clusters) {
        for (index, pods) in cluster.networks.cluster.iter().enumerate() {
            let right = pods.cidr.subnet();
            if pods.cidr.address() != right.first() {
                let at = format!("networks.cluster[{index}].cidr");
                findings
                    .add(cluster.at(&at), format!("{} is an address; the network is {right}", pods.cidr), format!("write {right}"))
                    .fix(format!("Write {right}"), cluster.set(at, right.to_string()));
            }
        }
    }
}
