//! Controllers are highly available, but cannot fence each other.
//!
//! ## What it does
//! Looks, in a director's cloud with three controllers or more, for the setting `EnableFencing: true`.
//!
//! ## Why
//! When a controller hangs, Pacemaker must know it dead before its services move: without fencing they wait, or run twice.
//!
//! ## Fix
//! Enable fencing (offered): the virtual BMCs serve fence_ipmilan.
//!
//! ## Source
//! Catalogue R84. openstack/tripleo-validations, `stonith-exists`; Red Hat OpenStack Platform, "High Availability Deployment and Usage" (EnableFencing).

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

pub const RULE: Rule =
    Rule { id: "clouds/no-fencing", severity: Severity::Warning, reads: &[Input::Named(Kind::Machines), Input::Each(Kind::Clouds)], check };

/// Controllers from which on Pacemaker has a majority to act with.
const HIGHLY_AVAILABLE: usize = 3;

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for cloud in cx.each(&cx.lab.clouds) {
        let Some(director) = cloud.deployment.director() else { continue };
        let controllers = with_role(cx, cloud, Role::Controller).count();
        let position = director.environment.iter().position(|setting| setting.key == *"EnableFencing");
        if controllers < HIGHLY_AVAILABLE || position.is_some_and(|at| director.environment[at].value.eq_ignore_ascii_case("true")) {
            continue;
        }
        let message = format!("{} has {} without fencing", cloud.name, several(controllers, "controller", "controllers"));
        let command = match position {
            Some(at) => cloud.set(format!("deployment.director.environment[{at}].value"), "true"),
            None => Command::Append {
                record: cloud.reference(),
                field: "deployment.director.environment".to_owned(),
                value: json!({ "key": "EnableFencing", "value": "true" }),
            },
        };
        findings
            .add(cloud.at("deployment.director.environment"), message, "set EnableFencing to true and give the director the BMCs")
            .fix("Enable fencing", command);
    }
}
