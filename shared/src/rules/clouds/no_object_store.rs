//! An OpenShift 4.2 cluster is to be built in a cloud without Swift.
//!
//! ## What it does
//! Looks at the services of the cloud of each cluster up to 4.2 that the installer builds. Ceph's gateway, where it serves the API, counts as Swift.
//!
//! ## Why
//! The installer puts the bootstrap's ignition into a Swift container: without an endpoint for object-store it stops before the first server.
//!
//! ## Fix
//! Deploy Swift with the cloud (offered), or install a newer release, which uses Glance.
//!
//! ## Source
//! Catalogue R103. openshift/installer 3a87653, `docs/user/openstack/README.md` (Swift: containers, objects, swiftoperator).

use crate::{
    diagnostic::Severity,
    model::{Kind, Service},
    rules::{
        Context, Findings, Input, Rule,
        support::{
            edit::{Located, add_service},
            openshift::without,
        },
    },
};

pub const RULE: Rule = Rule {
    id: "clouds/no-object-store",
    severity: Severity::Error,
    reads: &[Input::Named(Kind::Clouds), Input::Named(Kind::Projects), Input::Each(Kind::Clusters)],
    check,
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for (cluster, cloud) in without(cx, &[Service::Swift], true) {
        findings
            .add(
                cloud.at("services"),
                format!("{} has no Swift, from which the bootstrap of {} reads its ignition", cloud.name, cluster.name),
                "add swift to the services, or install a newer release",
            )
            .fix("Add Swift", add_service(cloud, Service::Swift));
    }
}
