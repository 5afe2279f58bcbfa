//! A cluster's network overlaps one that OVN-Kubernetes keeps for itself.
//!
//! ## What it does
//! Compares the machine, pod and service networks of clusters with OVN-Kubernetes with its join network (100.64.0.0/16), from 4.14 on its transit network (100.88.0.0/16) and its masquerade network (169.254.169.0/29; from 4.18 on 169.254.0.0/17), or what the cluster sets in their place.
//!
//! ## Why
//! The installer refuses the defaults; where it does not, packets between nodes are lost.
//!
//! ## Fix
//! Take another prefix, or move the join or transit network.
//!
//! ## Source
//! Catalogue R62: openshift/installer, pkg/types/validation/installconfig.go, validateNetworkNotOverlapDefaultOVNSubnets; pkg/validate/validate.go.

use crate::{
    diagnostic::Severity,
    figures::figures,
    model::{Kind, NetworkPlugin},
    rules::{
        Context, Findings, Input, Rule,
        support::{
            cluster::{is_openshift, is_since},
            edit::Located,
            prefixes::prefixes,
        },
    },
};

pub const RULE: Rule = Rule { id: "cidr/ovn-internal", severity: Severity::Error, reads: &[Input::Each(Kind::Clusters)], check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    let known = &figures().openshift;
    for cluster in cx.each(&cx.lab.clusters).filter(|cluster| is_openshift(cluster)) {
        let has_ovn = match cluster.networks.plugin {
            Some(plugin) => plugin == NetworkPlugin::OvnKubernetes,
            None => is_since(cluster, &known.ovn_default_since.value),
        };
        if !has_ovn {
            continue;
        }
        let mut kept = vec![("join", cluster.networks.join.unwrap_or(known.join_network.value))];
        match cluster.networks.transit {
            Some(transit) => kept.push(("transit", transit)),
            None if is_since(cluster, &known.transit_since.value) => kept.push(("transit", known.transit_network.value)),
            None => {}
        }
        if is_since(cluster, &known.wide_masquerade_since.value) {
            kept.push(("masquerade", known.masquerade_network.value));
        } else {
            kept.push(("masquerade", known.masquerade_network_before.value));
        }
        for mine in prefixes(cluster) {
            let Some(field) = &mine.field else { continue };
            let Some((what, subnet)) = kept.iter().find(|(_, subnet)| subnet.overlaps(mine.subnet)) else { continue };
            let message = format!("{} overlaps {subnet}, the {what} network of OVN-Kubernetes", mine.described());
            let help = if *what == "masquerade" {
                "take another prefix".to_owned()
            } else {
                format!("take another prefix, or another {what} network")
            };
            findings.add(cluster.at(field), message, help);
        }
    }
}
