//! An overcloud node is smaller than TripleO wants of any.
//!
//! ## What it does
//! Compares the nodes of a cloud that a director deploys with 4 vCPUs, 8 GB of memory and 60 GB of disk.
//!
//! ## Why
//! Containers of the services are ended for want of memory, or the disk is full before the deployment is at its end.
//!
//! ## Fix
//! Make the machine larger (offered).
//!
//! ## Source
//! Catalogue R22. openstack-archive/tripleo-quickstart-extras, `roles/collect-logs/docs/static/baremetal-overcloud/requirements.rst` (each overcloud machine).

use crate::{
    diagnostic::Severity,
    figures::figures,
    model::Kind,
    rules::{
        Context, Findings, Input, Rule,
        support::nodes::{nodes, report_small},
    },
};

pub const RULE: Rule = Rule {
    id: "roles/small-overcloud-node",
    severity: Severity::Warning,
    reads: &[Input::Named(Kind::Images), Input::Named(Kind::Machines), Input::Each(Kind::Clouds)],
    check,
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    let least = &figures().tripleo.node;
    for cloud in cx.each(&cx.lab.clouds) {
        let Some(director) = cloud.deployment.director() else { continue };
        for (_, machine) in nodes(cx, cloud).filter(|(_, machine)| machine.name != director.machine) {
            report_small(cx, findings, machine, least.into(), &format!("the overcloud node {}", machine.name), "what is wanted");
        }
    }
}
