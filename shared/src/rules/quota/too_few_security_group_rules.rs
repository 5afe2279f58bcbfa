//! A project may have fewer security group rules than it and its clusters make.
//!
//! ## What it does
//! Adds the rules of the project's groups and those that installers make, and compares with the quota, or with Neutron's default.
//!
//! ## Why
//! Neutron refuses the rule ("Quota exceeded for resources: ['security_group_rule']"): some of the cluster's ports stay closed, or its installer stops.
//!
//! ## Fix
//! Set the quota; what is needed is offered.
//!
//! ## Source
//! Catalogue R95, R100. openshift/installer, `docs/user/openstack/README.md` and `pkg/asset/quota/openstack/openstack.go` (60 documented, 56 in the code).

use crate::{
    capacity::demand::Quotable,
    diagnostic::Severity,
    rules::{
        Context, Findings, Rule,
        support::quota::{READS, report},
    },
};

pub const RULE: Rule = Rule { id: "quota/too-few-security-group-rules", severity: Severity::Error, reads: READS, check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    report(cx, findings, Quotable::SecurityGroupRules);
}
