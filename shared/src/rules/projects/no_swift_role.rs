//! Nobody in the project of an OpenShift 4.2 cluster may use Swift.
//!
//! ## What it does
//! Looks, in the projects of clusters up to 4.2 that the installer builds, for a user with the role `swiftoperator` or `admin`. A project whose users the lab does not list is not known.
//!
//! ## Why
//! The installer puts the bootstrap's ignition into a Swift container: `403 Forbidden`.
//!
//! ## Fix
//! Give the role to a user (offered for the first).
//!
//! ## Source
//! Catalogue R103. openshift/installer 3a87653, `docs/user/openstack/README.md` (`openstack role add … swiftoperator`); openstack/swift, keystoneauth, operator_roles (admin, swiftoperator).

use crate::{
    diagnostic::Severity,
    document::Command,
    figures::figures,
    model::Kind,
    rules::{
        Context, Findings, Input, Rule,
        support::{edit::Located, openshift::on_clouds},
    },
};

pub const RULE: Rule = Rule {
    id: "projects/no-swift-role",
    severity: Severity::Error,
    reads: &[Input::Named(Kind::Clouds), Input::Named(Kind::Projects), Input::Each(Kind::Clusters)],
    check,
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for (cluster, project, _) in on_clouds(cx) {
        let Some(first) = project.users.first() else { continue };
        let may = |role: &String| matches!(role.as_str(), "swiftoperator" | "admin");
        let needs = figures().openshift_on_openstack.reads_from_swift(cluster.version.as_ref());
        if !needs || project.users.iter().any(|user| user.roles.iter().any(may)) {
            continue;
        }
        let message = format!("no user of {} may use Swift, where the installer puts the ignition of {}", project.name, cluster.name);
        let command =
            Command::Append { record: project.reference(), field: format!("users[{}].roles", first.name), value: "swiftoperator".into() };
        findings
            .add(project.at("users"), message, "give a user the role swiftoperator")
            .fix(format!("Give {} the role swiftoperator", first.name), command);
    }
}
