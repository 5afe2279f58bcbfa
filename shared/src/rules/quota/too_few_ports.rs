//! A project may have fewer ports than its servers, routers and clusters take.
//!
//! ## What it does
//! Counts the ports of servers, those made beforehand, one for each DHCP server and each side of a router, one for each node of a cluster and those that its installer makes besides, and compares with the quota, or with Neutron's default of the current release.
//!
//! ## Why
//! Neutron refuses the port ("Quota exceeded for resources: ['port']"), and Nova ends the server that was to have it in state ERROR.
//!
//! ## Fix
//! Set the quota; what is needed is offered.
//!
//! ## Source
//! Catalogue R96, R100. openshift/installer, `docs/user/openstack/README.md` and `pkg/asset/quota/openstack/openstack.go` (4 ports and one for each machine); openshift/openshift-docs, `modules/installation-osp-default-deployment.adoc` (15 for the 4.2 cluster of six nodes); Neutron, admin guide, "Manage Networking service quotas".

use crate::{
    capacity::demand::Quotable,
    diagnostic::Severity,
    rules::{
        Context, Findings, Rule,
        support::quota::{READS, report},
    },
};

pub const RULE: Rule = Rule { id: "quota/too-few-ports", severity: Severity::Error, reads: READS, check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    report(cx, findings, Quotable::Ports);
}
