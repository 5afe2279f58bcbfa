//! A cloud has an even number of controllers.
//!
//! ## What it does
//! Counts the controllers of a cloud that the lab deploys: those of its nodes, of a director as many as it is to deploy.
//!
//! ## Why
//! Galera, and Pacemaker where there is one, decide by majority: of two controllers both are needed, so that either one stops the cloud; four survive no more than three.
//!
//! ## Fix
//! Take one controller more or less.
//!
//! ## Source
//! Catalogue N9. corosync, votequorum(5) (quorum is expected_votes / 2 + 1); galeracluster.com documentation, Quorum components (more than half).

use crate::{
    diagnostic::Severity,
    model::{Deployment, Kind, Role},
    rules::{
        Context, Findings, Input, Rule,
        support::{edit::Located, nodes::with_role},
    },
};

pub const RULE: Rule = Rule {
    id: "clouds/even-controllers",
    severity: Severity::Warning,
    reads: &[Input::Records(Kind::Machines), Input::Records(Kind::Clouds)],
    check,
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for cloud in cx.lab.clouds.iter().filter(|cloud| cloud.deployment != Deployment::Existing) {
        let nodes = with_role(cx, cloud, Role::Controller).count();
        let counts = cloud.deployment.director().into_iter().flat_map(|director| &director.counts);
        let asked = counts.filter(|count| count.role == Role::Controller).map(|count| count.count as usize).next();
        // More than there are is another rule's.
        let count = asked.map_or(nodes, |asked| asked.min(nodes));
        if count == 0 || count % 2 == 1 {
            continue;
        }
        let survived = (count - 1) / 2;
        let message = match count {
            2 => format!("{} has 2 controllers: both are needed for a majority, so the loss of either stops its database", cloud.name),
            _ => format!("{} has {count} controllers: the loss of {survived} is survived, no more than with {}", cloud.name, count - 1),
        };
        findings.add(cloud.at("nodes"), message, "take one controller more or less");
    }
}
