//! An OpenShift cluster refuses the certificate of its cloud's endpoints.
//!
//! ## What it does
//! Looks whether the certificate has a subject alternative name in the cloud of each cluster from 4.10 on; nothing is said where the lab does not say.
//!
//! ## Why
//! Go no longer reads the common name: installer and operators stop with `x509: certificate relies on legacy Common Name field, use SANs instead`.
//!
//! ## Fix
//! Issue a certificate with a subject alternative name.
//!
//! ## Source
//! Catalogue R106. openshift/installer, `docs/user/openstack/known-issues.md` (4.10 and later); Go 1.17 release notes, crypto/x509.

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
    id: "clouds/no-alternative-name",
    severity: Severity::Error,
    reads: &[Input::Named(Kind::Clouds), Input::Named(Kind::Projects), Input::Each(Kind::Clusters)],
    check,
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    let from = &figures().openshift_on_openstack.alternative_name.version;
    for (cluster, _, cloud) in on_clouds(cx) {
        let is_strict = cluster.version.as_ref().is_none_or(|version| version.minor() >= from.minor());
        if is_strict && cloud.endpoints.tls != Tls::None && cloud.endpoints.certificate_has_san == Some(false) {
            findings.add(
                cloud.at("endpoints.certificateHasSan"),
                format!("the certificate of {} has no subject alternative name, which {} wants from {from} on", cloud.name, cluster.name),
                "issue the certificate anew with a subject alternative name",
            );
        }
    }
}
