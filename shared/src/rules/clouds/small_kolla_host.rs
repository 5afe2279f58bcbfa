//! A host of kolla-ansible is below the minimum.
//!
//! ## What it does
//! Compares the nodes of a cloud that kolla-ansible deploys with 8 GB of memory and 40 GB of disk.
//!
//! ## Why
//! Containers are ended for want of memory, or their images fill the disk while they are pulled.
//!
//! ## Fix
//! Make the machine larger (offered).
//!
//! ## Source
//! Catalogue R170. openstack/kolla-ansible, `doc/source/user/quickstart.rst`, "Host machine requirements".

use crate::{
    diagnostic::Severity,
    figures::figures,
    model::{Deployment, Kind},
    rules::{
        Context, Findings, Input, Rule,
        support::nodes::{Wanted, nodes, report_small},
    },
};

pub const RULE: Rule = Rule {
    id: "clouds/small-kolla-host",
    severity: Severity::Error,
    reads: &[Input::Named(Kind::Images), Input::Named(Kind::Machines), Input::Each(Kind::Clouds)],
    check,
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    let kolla = &figures().kolla;
    let least = Wanted { vcpus: 0, memory: kolla.memory.value, disk: kolla.disk.value };
    for cloud in cx.each(&cx.lab.clouds).filter(|cloud| matches!(cloud.deployment, Deployment::Kolla(_))) {
        for (_, machine) in nodes(cx, cloud) {
            report_small(cx, findings, machine, least, &format!("{}, a host of kolla-ansible,", machine.name), "the minimum");
        }
    }
}
