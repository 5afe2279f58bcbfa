//! A cluster of OpenShift needs Octavia, which its cloud does not have.
//!
//! ## What it does
//! Looks at the services of the cloud of clusters with `octavia: true` and of those whose pods are connected by Kuryr. What an existing cloud has is not known.
//!
//! ## Why
//! Kuryr makes a load balancer of Octavia for each service of the cluster, and the installer stops where there is none. Services of type LoadBalancer stay pending.
//!
//! ## Fix
//! Deploy Octavia with the cloud (offered), or do without it.
//!
//! ## Source
//! Catalogue R100. openshift/installer, docs/user/openstack/kuryr.md (Octavia is required) and docs/user/openstack/README.md (octaviaSupport).

use crate::{
    capacity::demand::has_service,
    diagnostic::Severity,
    model::{Kind, NetworkPlugin, Service},
    rules::{
        Context, Findings, Input, Rule,
        support::{
            cluster::is_openshift,
            edit::{Located, add_service},
            prefixes::home,
        },
    },
};

pub const RULE: Rule = Rule {
    id: "clusters/no-octavia",
    severity: Severity::Error,
    reads: &[Input::Named(Kind::Clouds), Input::Named(Kind::Projects), Input::Each(Kind::Clusters)],
    check,
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for cluster in cx.each(&cx.lab.clusters).filter(|cluster| is_openshift(cluster)) {
        let (field, why) = match cluster.networks.plugin {
            Some(NetworkPlugin::Kuryr) => ("networks.plugin", "Kuryr makes load balancers"),
            _ if cluster.octavia => ("octavia", "Octavia is to serve the load balancers"),
            _ => continue,
        };
        let Some((_, Some(cloud))) = home(cx, cluster) else { continue };
        if has_service(cloud, Service::Octavia) == Some(false) {
            let message = format!("{why} of {}, but {} has no Octavia", cluster.name, cloud.name);
            findings
                .add(cluster.at(field), message, format!("add octavia to the services of {}", cloud.name))
                .fix("Add Octavia", add_service(cloud, Service::Octavia));
        }
    }
}
