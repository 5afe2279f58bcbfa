//! A project may have fewer networks than it and its clusters make.
//!
//! ## What it does
//! Adds the project's networks and those that installers make (none where the cluster stands on a subnet of the project; 250 with Kuryr), and compares with the quota, or with Neutron's default of the current release.
//!
//! ## Why
//! Neutron refuses the network: "Quota exceeded for resources: ['network']".
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

pub const RULE: Rule = Rule { id: "quota/too-few-networks", severity: Severity::Error, reads: READS, check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    report(cx, findings, Quotable::Networks);
}
