//! OpenStack-Ansible's all-in-one machine is below the absolute minimum.
//!
//! ## What it does
//! Compares the machine with 8 vCPUs, 8 GB of memory and 50 GB of disk.
//!
//! ## Why
//! The containers of the services do not all start, or the disk is full before the playbooks end.
//!
//! ## Fix
//! Make the machine larger (offered).
//!
//! ## Source
//! Catalogue R166. openstack/openstack-ansible, `doc/source/user/aio/quickstart.rst` ("Absolute minimum server resources").

use crate::{
    diagnostic::Severity,
    figures::figures,
    model::{Deployment, Kind},
    rules::{
        Context, Findings, Input, Rule,
        support::nodes::{nodes, report_small},
    },
};

pub const RULE: Rule = Rule {
    id: "clouds/small-all-in-one",
    severity: Severity::Error,
    reads: &[Input::Named(Kind::Images), Input::Named(Kind::Machines), Input::Each(Kind::Clouds)],
    check,
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    let least = &figures().openstack_ansible.least;
    for cloud in cx.each(&cx.lab.clouds) {
        if !matches!(&cloud.deployment, Deployment::OpenstackAnsible(ansible) if ansible.all_in_one) {
            continue;
        }
        for (_, machine) in nodes(cx, cloud) {
            report_small(cx, findings, machine, least.into(), &format!("the all-in-one {}", machine.name), "the minimum");
        }
    }
}
