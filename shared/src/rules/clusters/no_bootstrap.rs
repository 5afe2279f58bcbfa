//! A cluster with user-provided infrastructure has no bootstrap machine.
//!
//! ## What it does
//! Looks for such clusters that list their masters but no bootstrap.
//!
//! ## Why
//! The masters fetch their configuration from the bootstrap: without it they wait in the initial RAM disk.
//!
//! ## Fix
//! Add a machine for the bootstrap; it is needed during the installation only.
//!
//! ## Source
//! Catalogue R130: openshift/openshift-docs, modules/installation-requirements-user-infra.adoc ("One temporary bootstrap machine").

use crate::{
    diagnostic::Severity,
    model::Kind,
    rules::{
        Context, Findings, Input, Rule,
        support::{cluster::is_upi, edit::Located},
    },
};

pub const RULE: Rule = Rule {
    id: "clusters/no-bootstrap",
    severity: Severity::Error,
    reads: &[Input::Each(Kind::Clusters), Input::Named(Kind::Machines), Input::Named(Kind::Servers)],
    check,
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for cluster in cx.each(&cx.lab.clusters).filter(|cluster| is_upi(cluster)) {
        if cluster.bootstrap.is_none() && !cluster.control_plane.nodes.is_empty() {
            let message = format!("{} lists its masters, but no bootstrap to start them", cluster.name);
            findings.add(cluster.here(), message, "add a machine for the bootstrap");
        }
    }
}
