//! An OpenShift 4.2 cluster cannot fetch its ignition from endpoints with a certificate of one's own.
//!
//! ## What it does
//! Looks at how the endpoints are secured in the cloud of each cluster up to 4.2 that the installer builds.
//!
//! ## Why
//! The bootstrap reads its ignition from Swift before it knows any certificate authority: it stops at `x509: certificate signed by unknown authority`, without a word elsewhere.
//!
//! ## Fix
//! Serve plain HTTP (offered), or use a certificate that every client trusts.
//!
//! ## Source
//! Catalogue R105. openshift/openshift-docs, `modules/installation-osp-default-deployment.adoc` (self-signed endpoints are not supported in 4.2); openshift/installer 3a87653, `docs/user/openstack/known-issues.md`.

use crate::{
    diagnostic::Severity,
    figures::figures,
    model::{Kind, Tls},
    rules::{
        Context, Findings, Input, Rule,
        support::{edit::Located, openshift::on_clouds},
    },
};

pub const RULE: Rule = Rule {
    id: "clouds/untrusted-endpoint",
    severity: Severity::Error,
    reads: &[Input::Named(Kind::Clouds), Input::Named(Kind::Projects), Input::Each(Kind::Clusters)],
    check,
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for (cluster, _, cloud) in on_clouds(cx) {
        let is_own = matches!(cloud.endpoints.tls, Tls::SelfSigned | Tls::PrivateCa);
        let Some(version) = cluster.version.as_ref().filter(|version| figures().openshift_on_openstack.reads_from_swift(Some(version)))
        else {
            continue;
        };
        if is_own {
            findings
                .add(
                    cloud.at("endpoints.tls"),
                    format!(
                        "the endpoints of {} have a certificate ({}) that the bootstrap of {} ({version}) does not trust",
                        cloud.name,
                        cloud.endpoints.tls.as_str(),
                        cluster.name
                    ),
                    "serve plain HTTP, use a public certificate, or install a newer release",
                )
                .fix("Serve plain HTTP", cloud.set("endpoints.tls", "none"));
        }
    }
}
