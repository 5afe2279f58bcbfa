//! An OpenShift cluster finds nowhere to keep its image registry.
//!
//! ## What it does
//! Looks whether the cloud of each cluster after 4.2 that the installer builds has Swift or Cinder.
//!
//! ## Why
//! The registry keeps its images in a Swift container, otherwise on a Cinder volume (one replica then); without both the operator stays degraded, and builds have nowhere to push.
//!
//! ## Fix
//! Deploy Cinder with the cloud (offered), or Swift.
//!
//! ## Source
//! Catalogue R104. openshift/installer, `docs/user/openstack/README.md`, "Image Registry Requirements".

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
    id: "clouds/no-registry-storage",
    severity: Severity::Warning,
    reads: &[Input::Named(Kind::Clouds), Input::Named(Kind::Projects), Input::Each(Kind::Clusters)],
    check,
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    // Where the bootstrap needs Swift, its lack is an error of its own.
    for (cluster, cloud) in without(cx, &[Service::Swift, Service::Cinder], false) {
        findings
            .add(
                cloud.at("services"),
                format!("{} has neither Swift nor Cinder: the image registry of {} has no storage", cloud.name, cluster.name),
                "add swift or cinder to the services",
            )
            .fix("Add Cinder", add_service(cloud, Service::Cinder));
    }
}
