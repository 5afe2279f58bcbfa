//! A Ceph cluster has an even number of monitors.
//!
//! ## What it does
//! Looks at the number of monitors: as the lab says, otherwise one on each controller.
//!
//! ## Why
//! Monitors decide by majority: two tolerate no failure, which is less than one monitor alone is worth, and four no more than three.
//!
//! ## Fix
//! Run one more or one less; one less is offered.
//!
//! ## Source
//! Catalogue R161. docs.ceph.com, rados/operations/add-or-rm-mons ("It is best to run an odd number of Monitors").

use crate::{
    diagnostic::Severity,
    model::{Deployment, Kind, Role},
    rules::{
        Context, Findings, Input, Rule,
        support::{ceph::clusters, edit::Located, nodes::with_role},
    },
};

pub const RULE: Rule = Rule {
    id: "ceph/even-monitors",
    severity: Severity::Warning,
    reads: &[Input::Named(Kind::Machines), Input::Each(Kind::Clouds)],
    check,
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for (cloud, ceph) in clusters(cx) {
        let controllers = || u32::try_from(with_role(cx, cloud, Role::Controller).count()).unwrap_or(u32::MAX);
        let (count, why) = match ceph.monitors {
            Some(monitors) => (monitors, ""),
            // Where the monitors of a cloud that is there already run is not known.
            None if cloud.deployment == Deployment::Existing => continue,
            None => (controllers(), ", one on each controller"),
        };
        if count == 0 || count % 2 == 1 {
            continue;
        }
        let tolerated = count.div_ceil(2) - 1;
        let message = format!(
            "Ceph in {} has {count} monitors{why}: the loss of {tolerated} is tolerated, no more than with {}",
            cloud.name,
            count - 1
        );
        findings
            .add(cloud.at("storage.ceph.monitors"), message, "run an odd number of monitors")
            .fix(format!("Run {}", count - 1), cloud.set("storage.ceph.monitors", count - 1));
    }
}
