//! An undercloud is smaller than TripleO's own validations want.
//!
//! ## What it does
//! Compares the machine that is a cloud's director with 8 vCPUs, 16 GB of memory (24 GB from Wallaby on) and 60 GB of disk, which also has to take the overcloud's image twice: in Glance and for PXE.
//!
//! ## Why
//! Heat, Mistral and Ironic run short while the overcloud is deployed: the kernel ends one of them, or a stack times out.
//!
//! ## Fix
//! Make the machine larger (offered).
//!
//! ## Source
//! Catalogue R20, R22. openstack/tripleo-validations, `validations/undercloud-ram.yaml`, `undercloud-cpu.yaml`, `undercloud-disk-space.yaml`; later `roles/undercloud_ram`.

use crate::{
    diagnostic::Severity,
    figures::figures,
    model::Kind,
    rules::{
        Context, Findings, Input, Rule,
        support::nodes::{Wanted, report_small},
    },
};

pub const RULE: Rule = Rule {
    id: "roles/small-director",
    severity: Severity::Warning,
    reads: &[Input::Named(Kind::Images), Input::Named(Kind::Machines), Input::Each(Kind::Clouds)],
    check,
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    let tripleo = &figures().tripleo;
    let least = &tripleo.director;
    for cloud in cx.each(&cx.lab.clouds) {
        let Some(director) = cloud.deployment.director() else { continue };
        let Some(machine) = cx.index.machines.get(director.machine.as_str()).copied() else { continue };
        // Releases go by the alphabet, then by year.
        let is_later = cloud.release.as_ref().is_some_and(|release| release.as_str() >= "wallaby" || release.as_str().starts_with("20"));
        let memory = if is_later { tripleo.later_director_memory.value } else { least.memory };
        let wanted = Wanted { memory, ..least.into() };
        report_small(cx, findings, machine, wanted, &format!("the director {}", machine.name), "what is wanted");
    }
}
