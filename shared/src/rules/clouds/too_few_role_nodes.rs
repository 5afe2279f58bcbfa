//! A director is to deploy more nodes of a role than there are.
//!
//! ## What it does
//! Compares, for each role, how many nodes are deployed (`--control-scale` and so on) with the cloud's nodes of that role.
//!
//! ## Why
//! Nova says "No valid host was found. There are not enough hosts available" when it comes to the node that is missing.
//!
//! ## Fix
//! Deploy as many as there are (offered), or add machines.
//!
//! ## Source
//! Catalogue R80. openstack/tripleo-validations, `collect-flavors-and-verify-profiles` and `default-node-count`; redhat-performance/jetpack issue 478.

use crate::{
    diagnostic::Severity,
    model::Kind,
    rules::{
        Context, Findings, Input, Rule,
        support::{
            edit::{Located, several},
            nodes::with_role,
        },
    },
};

pub const RULE: Rule = Rule {
    id: "clouds/too-few-role-nodes",
    severity: Severity::Error,
    reads: &[Input::Named(Kind::Machines), Input::Each(Kind::Clouds)],
    check,
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for cloud in cx.each(&cx.lab.clouds).filter(|cloud| !cloud.nodes.is_empty()) {
        let Some(director) = cloud.deployment.director() else { continue };
        for (index, wanted) in director.counts.iter().enumerate() {
            let there = with_role(cx, cloud, wanted.role).filter(|machine| machine.name != director.machine).count();
            if wanted.count as usize <= there {
                continue;
            }
            let field = format!("deployment.director.counts[{index}].count");
            let message = format!(
                "{} of role {} are to be deployed, but {} has {there}",
                several(wanted.count as usize, "node", "nodes"),
                wanted.role,
                cloud.name
            );
            findings
                .add(cloud.at(&field), message, "deploy as many as there are, or add machines of the role")
                .fix(format!("Deploy {there}"), cloud.set(&field, there as u64));
        }
    }
}
