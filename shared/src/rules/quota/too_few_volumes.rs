//! A project may have fewer volumes than its servers and clusters take.
//!
//! ## What it does
//! Counts the volumes of servers, the root volumes of nodes and, where the cloud has Cinder but no object store, the volume of a newer OpenShift's image registry, and compares with the quota, or with Cinder's default.
//!
//! ## Why
//! Cinder refuses the volume: "Maximum number of volumes allowed (10) exceeded for quota 'volumes'".
//!
//! ## Fix
//! Set the quota; what is needed is offered.
//!
//! ## Source
//! Catalogue R99. openstack/cinder, `cinder/quota.py`; openshift/installer, `docs/user/openstack/README.md` and `pkg/asset/quota/openstack/openstack.go`; redhat-openstack/openshift-on-openstack issue 249.

use crate::{
    capacity::demand::Quotable,
    diagnostic::Severity,
    rules::{
        Context, Findings, Rule,
        support::quota::{READS, report},
    },
};

pub const RULE: Rule = Rule { id: "quota/too-few-volumes", severity: Severity::Error, reads: READS, check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    report(cx, findings, Quotable::Volumes);
}
