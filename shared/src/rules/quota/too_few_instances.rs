//! A project may have fewer instances than its servers and clusters are.
//!
//! ## What it does
//! Counts the project's servers and the nodes of its clusters, the bootstrap of the cluster that is being installed among them, and compares with the quota, or with Nova's default.
//!
//! ## Why
//! Nova refuses the next server: "Quota exceeded for instances". A cluster then stops in the middle of its installation.
//!
//! ## Fix
//! Set the quota; what is needed is offered.
//!
//! ## Source
//! Catalogue R92. openstack/nova, `nova/conf/quota.py`; openshift/installer, `docs/user/openstack/README.md` and `pkg/asset/quota/openstack/openstack.go`.

use crate::{
    capacity::demand::Quotable,
    diagnostic::Severity,
    rules::{
        Context, Findings, Rule,
        support::quota::{READS, report},
    },
};

pub const RULE: Rule = Rule { id: "quota/too-few-instances", severity: Severity::Error, reads: READS, check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    report(cx, findings, Quotable::Instances);
}
