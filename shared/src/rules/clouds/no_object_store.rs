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
    id: "clouds/no-object-store",
    severity: Severity::Error,
    reads: &[Input::Named(Kind::Clouds), Input::Named(Kind::Projects), Input::Each(Kind::Clusters)],
    check,
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for (cluster, _, cloud) in on_clouds(cx) {
        let needs = figures().openshift_on_openstack.reads_from_swift(cluster.version.as_ref());
        if needs && has_service(cloud, Service::Swift) == Some(false) {
            let command = Command::Append { record: cloud.reference(), field: "services".to_owned(), value: "swift".into() };
            findings
                .add(
                    cloud.at("services"),
                    format!("{} has no Swift, from which the bootstrap of {} reads its ignition", cloud.name, cluster.name),
                    "add swift to the services, or install a newer release",
                )
                .fix("Add Swift", command);
        }
    }
}
