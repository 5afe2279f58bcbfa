//! A cluster has no base domain.
//!
//! ## What it does
//! Looks for OpenShift clusters without `baseDomain`.
//!
//! ## Why
//! All names of the cluster end with it: openshift-install asks for it.
//!
//! ## Fix
//! Give the domain above the cluster's name.
//!
//! ## Source
//! openshift/installer, pkg/types/validation/installconfig.go, ValidateInstallConfig (baseDomain).

use crate::{
    diagnostic::Severity,
    model::Kind,
    rules::{
        Context, Findings, Input, Rule,
        support::{cluster::is_openshift, edit::Located},
    },
};

pub const RULE: Rule = Rule { id: "clusters/no-base-domain", severity: Severity::Error, reads: &[Input::Each(Kind::Clusters)], check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for cluster in cx.each(&cx.lab.clusters).filter(|cluster| is_openshift(cluster) && cluster.base_domain.is_none()) {
        findings.add(
            cluster.here(),
            format!("{} has no base domain", cluster.name),
            "give the domain above the cluster's name (`baseDomain`)",
        );
    }
}
