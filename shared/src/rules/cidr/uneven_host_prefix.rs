//! The pod networks of a cluster give nodes shares of different sizes.
//!
//! ## What it does
//! Compares `hostPrefix` of all IPv4 pod networks.
//!
//! ## Why
//! openshift-install refuses the configuration.
//!
//! ## Fix
//! Take the same share for all. That of the first network is offered where it fits.
//!
//! ## Source
//! Catalogue R66: openshift/installer, pkg/types/validation/installconfig.go: "cluster network host subnetwork prefix must be the same value for IPv4 networks".

use crate::{
    diagnostic::Severity,
    model::Kind,
    rules::{
        Context, Findings, Input, Rule,
        support::{cluster::is_openshift, edit::Located},
    },
};

pub const RULE: Rule = Rule { id: "cidr/uneven-host-prefix", severity: Severity::Error, reads: &[Input::Each(Kind::Clusters)], check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for cluster in cx.each(&cx.lab.clusters).filter(|cluster| is_openshift(cluster)) {
        let mut of_family = cluster.networks.cluster.iter().enumerate().filter(|(_, pods)| pods.cidr.address().is_ipv4());
        let Some((_, first)) = of_family.next() else { continue };
        for (index, pods) in of_family.filter(|(_, pods)| pods.host_prefix != first.host_prefix) {
            let at = format!("networks.cluster[{index}].hostPrefix");
            let message = format!("nodes get a /{} of {} and a /{} of {}", pods.host_prefix, pods.cidr, first.host_prefix, first.cidr);
            let finding = findings.add(cluster.at(&at), message, "take the same share of all pod networks");
            if first.host_prefix >= pods.cidr.prefix() {
                finding.fix(format!("Take /{}", first.host_prefix), cluster.set(at, first.host_prefix));
            }
        }
    }
}
