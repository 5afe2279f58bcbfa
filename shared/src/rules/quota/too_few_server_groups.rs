//! A project may have fewer server groups than it and its clusters make.
//!
//! ## What it does
//! Adds the project's own server groups, those of the OpenShift installer (one for each pool and availability zone) and those of Magnum (one for each node group), and compares with the quota, or with Nova's default.
//!
//! ## Why
//! Nova refuses the group ("Quota exceeded, too many server groups"), and the installer or the Cluster API driver stops before the first machine.
//!
//! ## Fix
//! Set the quota; what is needed is offered.
//!
//! ## Source
//! Catalogue R93. openshift/installer, `docs/user/openstack/README.md` and `pkg/asset/quota/openstack/openstack.go`; openstack/nova, `nova/conf/quota.py`; vexxhost/magnum-cluster-api, `docs/user/labels.md`, server_group_policies.

use crate::{
    capacity::demand::Quotable,
    diagnostic::Severity,
    rules::{
        Context, Findings, Rule,
        support::quota::{READS, report},
    },
};

pub const RULE: Rule = Rule { id: "quota/too-few-server-groups", severity: Severity::Error, reads: READS, check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    report(cx, findings, Quotable::ServerGroups);
}
