//! A server group is to hold more servers than the project's quota allows.
//!
//! ## What it does
//! Counts the servers of each of the project's groups, and the nodes of each pool of a cluster whose installer puts them into one group, and compares the largest with the quota, or with Nova's default.
//!
//! ## Why
//! Nova refuses the server that comes next: "Quota exceeded, too many servers in group".
//!
//! ## Fix
//! Set the quota; what is needed is offered.
//!
//! ## Source
//! Catalogue R93. openstack/nova, `nova/conf/quota.py`, server_group_members; openshift/installer, `docs/user/openstack/README.md` and `pkg/asset/quota/openstack/openstack.go`.

use crate::{
    capacity::demand::Quotable,
    diagnostic::Severity,
    rules::{
        Context, Findings, Rule,
        support::quota::{READS, report},
    },
};

pub const RULE: Rule = Rule { id: "quota/too-few-server-group-members", severity: Severity::Error, reads: READS, check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    report(cx, findings, Quotable::ServerGroupMembers);
}
