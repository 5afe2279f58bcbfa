//! Nodes of a cluster do not trust the certificate of its mirror registry.
//!
//! ## What it does
//! Looks for mirror registries with a certificate of their own or of an authority of one's own, where `additionalTrustBundle` holds no certificate.
//!
//! ## Why
//! No image is pulled: "x509: certificate signed by unknown authority", on the bootstrap and on each node.
//!
//! ## Fix
//! Add the authority's certificate (PEM) to `additionalTrustBundle`.
//!
//! ## Source
//! Catalogue R156: openshift/installer, pkg/types/validation/installconfig.go; openshift/openshift-docs, Mirroring images for a disconnected installation ("additionalTrustBundle").

use crate::{
    diagnostic::Severity,
    model::{Kind, Tls},
    rules::{
        Context, Findings, Input, Rule,
        support::{cluster::is_openshift, edit::Located},
    },
};

pub const RULE: Rule = Rule { id: "clusters/untrusted-registry", severity: Severity::Error, reads: &[Input::Each(Kind::Clusters)], check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for cluster in cx.each(&cx.lab.clusters).filter(|cluster| is_openshift(cluster) && cluster.additional_trust_bundle.is_none()) {
        let Some(mirror) = &cluster.mirror else { continue };
        if let Some(tls @ (Tls::SelfSigned | Tls::PrivateCa)) = mirror.tls {
            let kind = if tls == Tls::SelfSigned { "signs its certificate itself" } else { "has a certificate of a private authority" };
            let message = format!("the registry {} {kind}, and nodes are given nothing to trust it by", mirror.host);
            findings.add(cluster.at("mirror.tls"), message, "add the authority's certificate to `additionalTrustBundle`");
        }
    }
}
