//! A project may have fewer floating IPs than it, its servers and its clusters take.
//!
//! ## What it does
//! Counts the floating IPs that are reserved, those of servers and clusters beyond them, and the one that a newer OpenShift installer takes for its bootstrap, and compares with the quota, or with Neutron's default.
//!
//! ## Why
//! Neutron refuses the floating IP: "Quota exceeded for resources: ['floatingip']".
//!
//! ## Fix
//! Set the quota; what is needed is offered.
//!
//! ## Source
//! Catalogue R98. openshift/installer, `docs/user/openstack/README.md` and `pkg/asset/quota/openstack/openstack.go` (2, and one that is created and destroyed during the installation).

use crate::{
    capacity::demand::Quotable,
    diagnostic::Severity,
    rules::{
        Context, Findings, Rule,
        support::quota::{READS, report},
    },
};

pub const RULE: Rule = Rule { id: "quota/too-few-floating-ips", severity: Severity::Error, reads: READS, check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    report(cx, findings, Quotable::FloatingIps);
}
