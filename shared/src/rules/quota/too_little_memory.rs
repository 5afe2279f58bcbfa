//! A project may have less memory than its servers and clusters ask for.
//!
//! ## What it does
//! Adds the memory of the flavors of all servers and nodes, the bootstrap of the cluster that is being installed among them, and compares with the quota, or with Nova's default.
//!
//! ## Why
//! Nova's default of 50 GiB is less than half of what a default OpenShift cluster needs at its peak: "Quota exceeded for ram".
//!
//! ## Fix
//! Set the quota; what is needed is offered.
//!
//! ## Source
//! Catalogue R91. openstack/nova, `nova/conf/quota.py`; openshift/installer, `docs/user/openstack/README.md` and `pkg/asset/quota/openstack/openstack.go` (112 GB for a default cluster).

use crate::{
    capacity::demand::Quotable,
    diagnostic::Severity,
    rules::{
        Context, Findings, Rule,
        support::quota::{READS, report},
    },
};

pub const RULE: Rule = Rule { id: "quota/too-little-memory", severity: Severity::Error, reads: READS, check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    report(cx, findings, Quotable::Memory);
}
