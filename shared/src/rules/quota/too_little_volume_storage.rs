//! A project may have less volume storage than its servers and clusters take.
//!
//! ## What it does
//! Adds the sizes of the volumes of servers, of the root volumes of nodes and of the registry's volume of a newer OpenShift, and compares with the quota, or with Cinder's default.
//!
//! ## Why
//! Cinder refuses the volume: "Requested volume or snapshot exceeds allowed gigabytes quota".
//!
//! ## Fix
//! Set the quota; what is needed is offered.
//!
//! ## Source
//! Catalogue R99. openstack/cinder, `cinder/quota.py`; openshift/installer, `docs/user/openstack/README.md` and `pkg/asset/quota/openstack/openstack.go`.

use crate::{
    capacity::demand::Quotable,
    diagnostic::Severity,
    rules::{
        Context, Findings, Rule,
        support::quota::{READS, report},
    },
};

pub const RULE: Rule = Rule { id: "quota/too-little-volume-storage", severity: Severity::Error, reads: READS, check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    report(cx, findings, Quotable::VolumeStorage);
}
