//! Compute nodes with OSDs reserve too little memory for them.
//!
//! ## What it does
//! Where OSDs run on the compute nodes, compares the memory that Nova leaves to a node with 5 GB for each of its OSDs.
//!
//! ## Why
//! Nova fills the node with guests up to its reserve: the kernel then ends guests or OSDs when Ceph recovers.
//!
//! ## Fix
//! Reserve 5 GB for each OSD of the fullest node (offered).
//!
//! ## Source
//! Catalogue R15. openstack/tripleo-docs, `deploy-guide/source/features/derived_parameters.rst` (NovaReservedHostMemory: 5 GB for each OSD).

use crate::{
    diagnostic::Severity,
    figures::figures,
    model::{Kind, Role},
    rules::{
        Context, Findings, Input, Rule,
        support::{
            ceph::{clusters, osds},
            edit::{Located, several},
            nodes::{falls_short, whole, with_role},
        },
    },
    value::Size,
};

pub const RULE: Rule = Rule {
    id: "ceph/unreserved-memory",
    severity: Severity::Error,
    reads: &[Input::Named(Kind::Machines), Input::Each(Kind::Clouds)],
    check,
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for (cloud, _) in clusters(cx).filter(|(_, ceph)| ceph.colocated) {
        let fullest = with_role(cx, cloud, Role::Compute).map(|machine| (osds(machine), machine)).max_by_key(|(osds, _)| *osds);
        let Some((osds, machine)) = fullest else { continue };
        let needed = Size::from_bytes(figures().ceph.colocated_reserve.value.bytes().saturating_mul(osds.into()));
        let reserved = cloud.compute.reserved_memory.unwrap_or(figures().nova.reserved_memory.value);
        if !falls_short(reserved, needed) {
            continue;
        }
        let whose = if cloud.compute.reserved_memory.is_some() { "" } else { ", Nova's default" };
        let message = format!(
            "{} has {} beside its guests; {} of memory are reserved{whose}, {} are needed",
            machine.name,
            several(osds as usize, "OSD", "OSDs"),
            reserved.human(),
            needed.human()
        );
        let memory = whole(needed);
        findings
            .add(cloud.at("compute.reservedMemory"), message, "reserve 5 GB of each compute node for each of its OSDs")
            .fix(format!("Reserve {}", memory.human()), cloud.set("compute.reservedMemory", memory.to_string()));
    }
}
