//! A cluster is Magnum's, but its cloud has no Magnum.
//!
//! ## What it does
//! Looks at the services of the cloud of each cluster that Magnum installs. Of a cloud that is there already and whose services the lab does not list nothing is known.
//!
//! ## Why
//! `openstack coe cluster create` finds no endpoint for the service container-infra.
//!
//! ## Fix
//! Deploy Magnum with the cloud (offered).
//!
//! ## Source
//! Catalogue R118. openstack/openstack-ansible-os_magnum; vexxhost/magnum-cluster-api, `docs/user/getting-started.md`.

use crate::{
    capacity::demand::has_service,
    diagnostic::Severity,
    model::{Kind, Service},
    rules::{
        Context, Findings, Input, Rule,
        support::{
            edit::{Located, add_service},
            magnum::clusters,
        },
    },
};

pub const RULE: Rule = Rule {
    id: "magnum/no-service",
    severity: Severity::Error,
    reads: &[Input::Named(Kind::Clouds), Input::Named(Kind::Projects), Input::Each(Kind::Clusters)],
    check,
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for (cluster, _, cloud) in clusters(cx).filter(|(_, _, cloud)| has_service(cloud, Service::Magnum) == Some(false)) {
        let message = format!("Magnum is to install {}, but {} has no Magnum", cluster.name, cloud.name);
        findings
            .add(cluster.at("installer"), message, format!("add magnum to the services of {}", cloud.name))
            .fix("Add Magnum", add_service(cloud, Service::Magnum));
    }
}
