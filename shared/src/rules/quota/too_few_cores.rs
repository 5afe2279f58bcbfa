//! A project may have fewer vCPUs than its servers and clusters ask for.
//!
//! ## What it does
//! Adds the vCPUs of the flavors of all servers and nodes, the bootstrap of the cluster that is being installed among them, and compares with the quota, or with Nova's default. A flavor that is not known counts nothing.
//!
//! ## Why
//! Nova's default of 20 is less than the smallest default OpenShift cluster needs: the installation fails out of the box with "Quota exceeded for cores".
//!
//! ## Fix
//! Set the quota; what is needed is offered.
//!
//! ## Source
//! Catalogue R90. openstack/nova, `nova/conf/quota.py`; openshift/installer, `docs/user/openstack/README.md` and `pkg/asset/quota/openstack/openstack.go` (28 vCPUs for a default cluster).

use crate::{
    capacity::demand::Quotable,
    diagnostic::Severity,
    rules::{
        Context, Findings, Rule,
        support::quota::{READS, report},
    },
};

pub const RULE: Rule = Rule { id: "quota/too-few-cores", severity: Severity::Error, reads: READS, check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    report(cx, findings, Quotable::Cores);
}
