//! A project may have fewer load balancers than its clusters make.
//!
//! ## What it does
//! Counts the load balancers before the control planes of Magnum's clusters, and the hundred that OpenShift with Kuryr takes, and compares with the quota. Octavia sets no limit by itself.
//!
//! ## Why
//! Octavia refuses the load balancer ("Quota has been met for resources: Load Balancer"): the cluster's API, or a service of it, has no address.
//!
//! ## Fix
//! Set the quota; what is needed is offered.
//!
//! ## Source
//! Catalogue R100, R119. openshift/installer, `docs/user/openstack/kuryr.md`; vexxhost/magnum-cluster-api, `docs/user/getting-started.md` (a load balancer before the control plane).

use crate::{
    capacity::demand::Quotable,
    diagnostic::Severity,
    rules::{
        Context, Findings, Rule,
        support::quota::{READS, report},
    },
};

pub const RULE: Rule = Rule { id: "quota/too-few-load-balancers", severity: Severity::Error, reads: READS, check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    report(cx, findings, Quotable::LoadBalancers);
}
