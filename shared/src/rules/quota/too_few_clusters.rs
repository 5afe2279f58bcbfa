//! A project may have fewer clusters of Magnum than the lab has in it.
//!
//! ## What it does
//! Counts the project's clusters that Magnum installs, and compares with the quota, or with Magnum's default.
//!
//! ## Why
//! Magnum refuses the cluster: "You have reached the maximum clusters per project".
//!
//! ## Fix
//! Set the quota; what is needed is offered.
//!
//! ## Source
//! openstack/magnum, `magnum/conf/quota.py`, max_clusters_per_project.

use crate::{
    capacity::demand::Quotable,
    diagnostic::Severity,
    rules::{
        Context, Findings, Rule,
        support::quota::{READS, report},
    },
};

pub const RULE: Rule = Rule { id: "quota/too-few-clusters", severity: Severity::Error, reads: READS, check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    report(cx, findings, Quotable::Clusters);
}
