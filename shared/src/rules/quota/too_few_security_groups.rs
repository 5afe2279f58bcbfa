//! A project may have fewer security groups than it and its clusters make.
//!
//! ## What it does
//! Adds the project's groups, the group `default` that every project has, and those that installers make, and compares with the quota, or with Neutron's default.
//!
//! ## Why
//! Neutron refuses the group: "Quota exceeded for resources: ['security_group']".
//!
//! ## Fix
//! Set the quota; what is needed is offered.
//!
//! ## Source
//! Catalogue R94, R100. openshift/installer, `docs/user/openstack/README.md` and `pkg/asset/quota/openstack/openstack.go` (3, of which the installer makes 2); Neutron, admin guide, "Manage Networking service quotas".

use crate::{
    capacity::demand::Quotable,
    diagnostic::Severity,
    rules::{
        Context, Findings, Rule,
        support::quota::{READS, report},
    },
};

pub const RULE: Rule = Rule { id: "quota/too-few-security-groups", severity: Severity::Error, reads: READS, check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    report(cx, findings, Quotable::SecurityGroups);
}
