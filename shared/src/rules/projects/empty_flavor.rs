//! A flavor has no vCPU or no memory.
//!
//! ## What it does
//! Looks at the flavors of clouds and projects. A disk of 0 is allowed: it is as large as the image.
//!
//! ## Why
//! Nova refuses the flavor (400): vCPUs and MiB of memory begin at 1.
//!
//! ## Fix
//! Give it what its servers need. One vCPU is offered.
//!
//! ## Source
//! Compute API, "Create Flavor" (vcpus, ram, disk). Nova, `nova/compute/flavors.py` (vcpus and memory_mb from 1).

use crate::{
    diagnostic::Severity,
    model::{Flavor, Kind},
    rules::{
        Context, Findings, Input, Rule,
        support::{edit::Located, twins::firsts},
    },
    value::Size,
};

pub const RULE: Rule = Rule {
    id: "projects/empty-flavor",
    severity: Severity::Error,
    reads: &[Input::Each(Kind::Clouds), Input::Each(Kind::Projects)],
    check,
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for cloud in cx.each(&cx.lab.clouds) {
        of_record(cloud, &cloud.flavors, findings);
    }
    for project in cx.each(&cx.lab.projects) {
        of_record(project, &project.flavors, findings);
    }
}

fn of_record(record: &impl Located, flavors: &[Flavor], findings: &mut Findings) {
    for flavor in firsts(flavors, |flavor| &flavor.name) {
        let field = |key: &str| format!("flavors[{}].{key}", flavor.name);
        if flavor.vcpus == 0 {
            findings
                .add(record.at(field("vcpus")), format!("the flavor {} has no vCPU", flavor.name), "give it one at least")
                .fix("Give it one", record.set(field("vcpus"), 1));
        }
        if flavor.memory < Size::from_mib(1) {
            let message = format!("the flavor {} has {} of memory, less than 1 MiB", flavor.name, flavor.memory);
            findings.add(record.at(field("memory")), message, "give it what its servers need");
        }
    }
}
