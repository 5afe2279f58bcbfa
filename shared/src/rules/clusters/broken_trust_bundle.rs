//! What nodes are to trust is no certificate.
//!
//! ## What it does
//! Looks for `additionalTrustBundle` without a PEM certificate in it, or with a private key.
//!
//! ## Why
//! openshift-install refuses it ("invalid block"), or hands a private key to every node.
//!
//! ## Fix
//! Put certificates there, from `-----BEGIN CERTIFICATE-----` to the end.
//!
//! ## Source
//! openshift/installer, pkg/types/validation/installconfig.go (validate.CABundle).

use crate::{
    diagnostic::Severity,
    model::Kind,
    rules::{Context, Findings, Input, Rule, support::edit::Located},
};

pub const RULE: Rule = Rule { id: "clusters/broken-trust-bundle", severity: Severity::Error, reads: &[Input::Each(Kind::Clusters)], check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for cluster in cx.each(&cx.lab.clusters) {
        let Some(bundle) = &cluster.additional_trust_bundle else { continue };
        let message = if bundle.contains("PRIVATE KEY-----") {
            "the certificates that nodes trust hold a private key"
        } else if !(bundle.contains("-----BEGIN CERTIFICATE-----") && bundle.contains("-----END CERTIFICATE-----")) {
            "there is no PEM certificate in what nodes are to trust"
        } else {
            continue;
        };
        findings.add(cluster.at("additionalTrustBundle"), message, "put PEM certificates there, and nothing else");
    }
}
