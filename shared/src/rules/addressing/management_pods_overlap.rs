//! The pods of a management cluster have addresses that its machines use.
//!
//! ## What it does
//! Compares the pods' network of the Kubernetes that carries Cluster API (`managementPodNetwork`, cilium_ipv4_cidr) with OpenStack-Ansible's management network, the planes and external networks of the cloud, and the L0 networks of the machine that carries it.
//!
//! ## Why
//! The management cluster answers for those addresses itself: Cluster API does not reach Keystone, Nova and Octavia, and every workload cluster stays in CREATE_IN_PROGRESS.
//!
//! ## Fix
//! Take another prefix for the pods.
//!
//! ## Source
//! Catalogue R65. openstack/openstack-ansible-ops mcapi_vexxhost README: cilium_ipv4_cidr must not collide with any other range; 172.29.236.0/22 is openstack_user_config's management network.

use crate::{
    diagnostic::Severity,
    figures::figures,
    model::Deployment,
    rules::{
        Context, Findings, Rule,
        support::{edit::Located, layers::BY_CLUSTER},
    },
    value::Subnet,
};

pub const RULE: Rule = Rule { id: "addressing/management-pods-overlap", severity: Severity::Error, reads: BY_CLUSTER, check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for cluster in cx.each(&cx.lab.clusters) {
        let Some(magnum) = &cluster.magnum else { continue };
        let Some(pods) = magnum.management_pod_network else { continue };
        let project = cluster.project.as_ref().and_then(|name| cx.index.projects.get(name.as_str()));
        let cloud = project.and_then(|project| cx.index.clouds.get(project.cloud.as_str()).copied());
        let mut used: Vec<(Subnet, String)> = Vec::new();
        if let Some(cloud) = cloud {
            if let Deployment::OpenstackAnsible(osa) = &cloud.deployment {
                let prefix = osa.management.unwrap_or(figures().ranges.osa_management.value);
                used.push((prefix, format!("the management network of {}", cloud.name)));
            }
            used.extend(cloud.planes.iter().filter_map(|plane| Some((plane.subnet?, format!("{} of {}", plane.name, cloud.name)))));
            used.extend(
                cloud
                    .external_networks
                    .iter()
                    .filter_map(|external| Some((external.subnet?, format!("{} of {}", external.name, cloud.name)))),
            );
        }
        let machine = magnum.management.as_ref().and_then(|name| cx.index.machines.get(name.as_str()));
        for port in machine.into_iter().flat_map(|machine| &machine.ports) {
            let Some(network) = port.network.as_ref().and_then(|name| cx.index.networks.get(name.as_str())) else { continue };
            used.extend(cx.own_addresses(network).into_iter().map(|own| (own.subnet(), network.name.to_string())));
        }
        let Some((prefix, label)) = used.into_iter().find(|(prefix, _)| prefix.overlaps(pods)) else { continue };
        let message = format!("{pods}, the pods of the management cluster of {}, overlaps {prefix} of {label}", cluster.name);
        findings.add(cluster.at("magnum.managementPodNetwork"), message, "take another prefix for the pods");
    }
}
