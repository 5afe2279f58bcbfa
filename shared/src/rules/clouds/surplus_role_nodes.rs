//! A cloud has more nodes of a role than its director deploys.
//!
//! ## What it does
//! Compares, for controllers, compute and Ceph nodes, the cloud's nodes of the role with how many are deployed, where the lab says how many.
//!
//! ## Why
//! It does no harm: the rest stays in state `available` and takes memory once somebody starts it.
//!
//! ## Fix
//! Deploy them too (offered), or take them out.
//!
//! ## Source
//! Catalogue R80. openstack/tripleo-validations, `default-node-count`.

use serde_json::json;

use crate::{
    diagnostic::Severity,
    document::Command,
    model::{Kind, Role},
    rules::{
        Context, Findings, Input, Rule,
        support::{
            edit::{Located, several},
            nodes::with_role,
        },
    },
};

pub const RULE: Rule = Rule {
    id: "clouds/surplus-role-nodes",
    severity: Severity::Info,
    reads: &[Input::Named(Kind::Machines), Input::Each(Kind::Clouds)],
    check,
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for cloud in cx.each(&cx.lab.clouds) {
        let Some(director) = cloud.deployment.director().filter(|director| !director.counts.is_empty()) else { continue };
        for role in [Role::Controller, Role::Compute, Role::Ceph] {
            let there = with_role(cx, cloud, role).count();
            let wanted: u64 = director.counts.iter().filter(|count| count.role == role).map(|count| u64::from(count.count)).sum();
            if there as u64 <= wanted {
                continue;
            }
            let message = format!("{} has {} of role {role}, but deploys {wanted}", cloud.name, several(there, "node", "nodes"));
            let finding = findings.add(cloud.at("deployment.director.counts"), message, "deploy them too, or take them out of the cloud");
            let mut places = director.counts.iter().enumerate().filter(|(_, count)| count.role == role);
            let command = match (places.next(), places.next()) {
                (Some((index, _)), None) => Some(cloud.set(format!("deployment.director.counts[{index}].count"), there as u64)),
                (None, _) => Some(Command::Append {
                    record: cloud.reference(),
                    field: "deployment.director.counts".to_owned(),
                    value: json!({ "role": role, "count": there }),
                }),
                // Several flavors share the role.
                _ => None,
            };
            if let Some(command) = command {
                finding.fix(format!("Deploy {there}"), command);
            }
        }
    }
}
