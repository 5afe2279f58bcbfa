//! A cluster's network overlaps Docker's default bridge.
//!
//! ## What it does
//! Compares the machine, pod and service networks of clusters with 172.17.0.0/16.
//!
//! ## Why
//! A node or bastion that runs Docker with its defaults has that prefix on docker0, and sends into it what is meant for nodes, pods or services. openshift-install warns of it.
//!
//! ## Fix
//! Take another prefix.
//!
//! ## Source
//! Catalogue R63. openshift/installer `pkg/types/validation/installconfig.go`: "overlaps with default Docker Bridge subnet".

use crate::{
    diagnostic::Severity,
    figures::figures,
    rules::{
        Context, Findings, Rule,
        support::{edit::Located, layers::BY_CLUSTER},
    },
};

pub const RULE: Rule = Rule { id: "addressing/docker-in-cluster", severity: Severity::Warning, reads: BY_CLUSTER, check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    let docker = figures().ranges.docker.value;
    for cluster in cx.each(&cx.lab.clusters) {
        let networks = &cluster.networks;
        let machine = networks.machine.map(|subnet| ("networks.machine".to_owned(), "machine", subnet));
        let pods =
            networks.cluster.iter().enumerate().map(|(index, pods)| (format!("networks.cluster[{index}].cidr"), "pod", pods.cidr.subnet()));
        let services =
            networks.service.iter().enumerate().map(|(index, subnet)| (format!("networks.service[{index}]"), "service", *subnet));
        for (field, what, subnet) in machine.into_iter().chain(pods).chain(services).filter(|(_, _, subnet)| subnet.overlaps(docker)) {
            let message = format!("{subnet}, the {what} network of {}, overlaps {docker}, Docker's default bridge", cluster.name);
            findings.add(cluster.at(field), message, "take another prefix, or keep Docker off the cluster's machines");
        }
    }
}
