//! A cluster has no pull secret.
//!
//! ## What it does
//! Looks for OpenShift clusters without `pullSecret`.
//!
//! ## Why
//! openshift-install refuses a configuration without one ("auths required"). OKD takes one for a registry that does not exist, but takes none at all neither.
//!
//! ## Fix
//! Store the secret and name it, as `secret:pull-secret`.
//!
//! ## Source
//! Catalogue R154: openshift/installer, pkg/validate/validate.go, ImagePullSecret.

use crate::{
    diagnostic::Severity,
    model::Kind,
    rules::{
        Context, Findings, Input, Rule,
        support::{cluster::is_openshift, edit::Located},
    },
};

pub const RULE: Rule = Rule { id: "clusters/no-pull-secret", severity: Severity::Warning, reads: &[Input::Each(Kind::Clusters)], check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for cluster in cx.each(&cx.lab.clusters).filter(|cluster| is_openshift(cluster) && cluster.pull_secret.is_none()) {
        let message = format!("{} has no pull secret; openshift-install asks for one", cluster.name);
        findings
            .add(cluster.here(), message, "store the secret and name it (`pullSecret: secret:NAME`)")
            .fix("Name secret:pull-secret", cluster.set("pullSecret", "secret:pull-secret"));
    }
}
