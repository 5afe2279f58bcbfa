//! A project may have fewer routers than it and its clusters make.
//!
//! ## What it does
//! Adds the project's routers and those that installers make (none where the cluster stands on a subnet of the project), and compares with the quota, or with Neutron's default.
//!
//! ## Why
//! Neutron refuses the router: "Quota exceeded for resources: ['router']".
//!
//! ## Fix
//! Set the quota; what is needed is offered.
//!
//! ## Source
//! Catalogue R97. openshift/installer, `docs/user/openstack/README.md` and `pkg/asset/quota/openstack/openstack.go`; Neutron, admin guide, "Manage Networking service quotas".

use crate::{
    capacity::demand::Quotable,
    diagnostic::Severity,
    rules::{
        Context, Findings, Rule,
        support::quota::{READS, report},
    },
};

pub const RULE: Rule = Rule { id: "quota/too-few-routers", severity: Severity::Error, reads: READS, check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    report(cx, findings, Quotable::Routers);
}
