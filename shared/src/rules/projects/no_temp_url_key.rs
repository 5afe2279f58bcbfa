//! The project of an OpenShift 4.2 cluster has no key for temporary URLs.
//!
//! ## What it does
//! Looks for `objectStoreKey` in the projects of clusters up to 4.2 that the installer builds, where the lab makes the project's users.
//!
//! ## Why
//! The bootstrap reads its ignition from a temporary URL: without a key at the account Swift answers `401 Unauthorized: Temp URL invalid`.
//!
//! ## Fix
//! Set a key: `objectStoreKey: secret:NAME`.
//!
//! ## Source
//! Catalogue R103. openshift/installer 3a87653, `docs/user/openstack/README.md` (Temp-URL-Key).

use crate::{
    diagnostic::Severity,
    figures::figures,
    model::Kind,
    rules::{
        Context, Findings, Input, Rule,
        support::{edit::Located, openshift::on_clouds},
    },
};

pub const RULE: Rule = Rule {
    id: "projects/no-temp-url-key",
    severity: Severity::Error,
    reads: &[Input::Named(Kind::Clouds), Input::Named(Kind::Projects), Input::Each(Kind::Clusters)],
    check,
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for (cluster, project, _) in on_clouds(cx) {
        let needs = figures().openshift_on_openstack.reads_from_swift(cluster.version.as_ref());
        // A project that is there already may have its key.
        if needs && project.object_store_key.is_none() && !project.users.is_empty() {
            findings.add(
                project.at("objectStoreKey"),
                format!("{} has no Temp-URL-Key, by which the bootstrap of {} reads its ignition", project.name, cluster.name),
                "set objectStoreKey to a secret",
            );
        }
    }
}
