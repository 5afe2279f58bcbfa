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
    capacity::demand::has_service,
    diagnostic::Severity,
    document::Command,
    figures::figures,
    model::{Kind, Service},
    rules::{
        Context, Findings, Input, Rule,
        support::{edit::Located, openshift::on_clouds},
    },
};

pub const RULE: Rule = Rule {
    id: "clouds/no-registry-storage",
    severity: Severity::Warning,
    reads: &[Input::Named(Kind::Clouds), Input::Named(Kind::Projects), Input::Each(Kind::Clusters)],
    check,
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for (cluster, _, cloud) in on_clouds(cx) {
        // What lacks Swift then is an error of its own.
        let needs_more = figures().openshift_on_openstack.reads_from_swift(cluster.version.as_ref());
        let has = |service| has_service(cloud, service) != Some(false);
        if needs_more || has(Service::Swift) || has(Service::Cinder) {
            continue;
        }
        let command = Command::Append { record: cloud.reference(), field: "services".to_owned(), value: "cinder".into() };
        findings
            .add(
                cloud.at("services"),
                format!("{} has neither Swift nor Cinder: the image registry of {} has no storage", cloud.name, cluster.name),
                "add swift or cinder to the services",
            )
            .fix("Add Cinder", command);
    }
}
