//! The pods or services of a Magnum cluster have addresses of its project or of an external network.
//!
//! ## What it does
//! Compares the pod network (10.100.0.0/16 where nothing is said) and the service network (10.254.0.0/16) of Magnum clusters with each other, with the project's networks and with the cloud's external networks.
//!
//! ## Why
//! Nodes lose each other or the cloud's API as soon as the network driver is up; the cluster stays at CREATE_IN_PROGRESS.
//!
//! ## Fix
//! Take another prefix by the labels `calico_ipv4pool` or `service_cluster_ip_range`.
//!
//! ## Source
//! Catalogue R65: vexxhost/magnum-cluster-api, docs/user/labels.md.

use crate::{
    diagnostic::Severity,
    figures::figures,
    model::{Installer, Kind},
    rules::{
        Context, Findings, Input, Rule,
        support::{edit::Located, prefixes::around},
    },
};

pub const RULE: Rule = Rule {
    id: "cidr/magnum-overlap",
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
    let known = &figures().magnum;
    for cluster in cx.each(&cx.lab.clusters).filter(|cluster| cluster.installer == Installer::Magnum) {
        let magnum = cluster.magnum.as_ref();
        let pods = magnum.and_then(|magnum| magnum.pod_network);
        let services = magnum.and_then(|magnum| magnum.service_network);
        let own = [
            ("magnum.podNetwork", "pod network", pods.unwrap_or(known.pod_network.value), pods.is_some()),
            ("magnum.serviceNetwork", "service network", services.unwrap_or(known.service_network.value), services.is_some()),
        ];
        let around = around(cx, cluster);
        for (field, what, subnet, is_given) in own {
            let at = || if is_given { cluster.at(field) } else { cluster.here() };
            let default = if is_given { "" } else { " (the default)" };
            if let Some((other, whose)) = around.iter().find(|(other, _)| other.overlaps(subnet)) {
                let message = format!("the {what} {subnet}{default} overlaps {other} of {whose}");
                findings.add(at(), message, "take another prefix");
            }
        }
        if own[0].2.overlaps(own[1].2) {
            let (field, _, subnet, is_given) = own[1];
            let at = if is_given { cluster.at(field) } else { cluster.at(own[0].0) };
            findings.add(
                at,
                format!("the service network {subnet} overlaps the pod network {}", own[0].2),
                "take prefixes apart from one another",
            );
        }
    }
}
