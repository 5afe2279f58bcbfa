//! Two of a cluster's own networks overlap.
//!
//! ## What it does
//! Compares the machine, pod and service networks of a cluster with one another; what is not given is at the installer's default.
//!
//! ## Why
//! openshift-install refuses the configuration; where it does not, an address means a pod here and a node there.
//!
//! ## Fix
//! Take prefixes apart from one another. The installer's default is offered where it is free.
//!
//! ## Source
//! Catalogue R60: openshift/installer, pkg/types/validation/installconfig.go, validateNetworking and validateClusterNetwork; the defaults: docs/user/customization.md.

use crate::{
    diagnostic::Severity,
    figures::figures,
    model::Kind,
    rules::{
        Context, Findings, Input, Rule,
        support::{
            cluster::is_openshift,
            edit::Located,
            prefixes::{PrefixKind, around, called, prefixes},
        },
    },
};

pub const RULE: Rule = Rule {
    id: "cidr/overlap",
    severity: Severity::Error,
    reads: &[
        Input::Each(Kind::Clusters),
        Input::Named(Kind::Projects),
        Input::Named(Kind::Clouds),
        Input::Named(Kind::Networks),
        Input::Named(Kind::Machines),
        Input::Named(Kind::Servers),
        Input::HostNetworks,
    ],
    check,
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for cluster in cx.each(&cx.lab.clusters).filter(|cluster| is_openshift(cluster)) {
        let all = prefixes(cluster);
        for (index, mine) in all.iter().enumerate() {
            // One finding for each network, at the later one that the lab itself gives; it names the first that is in the way, so that mending one
            // network does not change what is said of another.
            let Some(other) = all[..index].iter().chain(&all[index + 1..]).find(|other| other.subnet.overlaps(mine.subnet)) else {
                continue;
            };
            let is_later = all[..index].iter().any(|earlier| std::ptr::eq(earlier, other));
            let Some(field) = mine.field.as_ref().filter(|_| is_later || other.field.is_none()) else { continue };
            let message = format!("{} overlaps {}", mine.described(), other.described());
            let finding = findings.add(cluster.at(field), message, "take prefixes apart from one another");
            let known = &figures().openshift;
            let default = match mine.kind {
                PrefixKind::Nodes => continue,
                PrefixKind::Pods => known.pod_network.value,
                PrefixKind::Services => known.service_network.value,
            };
            let is_free = all.iter().enumerate().all(|(at, prefix)| at == index || !prefix.subnet.overlaps(default))
                && around(cx, cluster).iter().all(|(subnet, _)| !subnet.overlaps(default))
                && called(cx, cluster).iter().all(|(address, _)| !default.contains(*address));
            if is_free && mine.subnet.is_ipv4() {
                finding.fix(format!("Take {default}"), cluster.set(field, default.to_string()));
            }
        }
    }
}
