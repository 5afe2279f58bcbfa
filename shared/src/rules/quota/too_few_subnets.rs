//! A project may have fewer subnets than it and its clusters make.
//!
//! ## What it does
//! Adds the project's subnets and those that installers make, and compares with the quota, or with Neutron's default of the current release.
//!
//! ## Why
//! Neutron refuses the subnet: "Quota exceeded for resources: ['subnet']".
//!
//! ## Fix
//! Set the quota; what is needed is offered.
//!
//! ## Source
//! Catalogue R97, R100. openshift/installer, `docs/user/openstack/README.md` and `pkg/asset/quota/openstack/openstack.go`; Neutron, admin guide, "Manage Networking service quotas".

use crate::{
    capacity::demand::Quotable,
    diagnostic::Severity,
    rules::{
        Context, Findings, Rule,
        support::quota::{READS, report},
    },
};

pub const RULE: Rule = Rule { id: "quota/too-few-subnets", severity: Severity::Error, reads: READS, check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    report(cx, findings, Quotable::Subnets);
}
