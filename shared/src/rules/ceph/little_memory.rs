//! A machine has less memory than its OSDs aim at.
//!
//! ## What it does
//! Multiplies the OSDs of each node of role ceph with the memory that each aims at (4 GiB where the lab does not say) and a fifth more, and compares with the machine's memory.
//!
//! ## Why
//! An OSD uses up to its target and at times more: on recovery the kernel ends OSDs for want of memory, and recovery starts anew.
//!
//! ## Fix
//! Give the machine more memory (offered), fewer OSDs, or a smaller target.
//!
//! ## Source
//! Catalogue R163. ceph/ceph, `doc/start/hardware-recommendations.rst` (osd_memory_target 4 GB, budget 20 % extra); IBM Storage Ceph 7, minimum hardware (5 GB for each OSD).

use crate::{
    diagnostic::Severity,
    figures::figures,
    model::{Kind, Role},
    rules::{
        Context, Findings, Input, Rule,
        support::{
            ceph::{clusters, osds},
            edit::{Located, several},
            nodes::{whole, with_role},
        },
    },
    value::Size,
};

pub const RULE: Rule = Rule {
    id: "ceph/little-memory",
    severity: Severity::Warning,
    reads: &[Input::Named(Kind::Machines), Input::Each(Kind::Clouds)],
    check,
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    let ceph_figures = &figures().ceph;
    for (cloud, ceph) in clusters(cx) {
        let target = ceph.osd_memory.unwrap_or(ceph_figures.osd_memory.value);
        for machine in with_role(cx, cloud, Role::Ceph) {
            let osds = osds(machine);
            let needed = Size::from_bytes(ceph_figures.headroom.value.of(target.bytes().saturating_mul(osds.into())));
            if machine.memory >= needed {
                continue;
            }
            let message = format!(
                "{} has {} for {} that aim at {} each: with a fifth more that is {}",
                machine.name,
                machine.memory.human(),
                several(osds as usize, "OSD", "OSDs"),
                target.human(),
                needed.human()
            );
            let memory = whole(needed);
            findings
                .add(machine.at("memory"), message, "give it more memory or fewer OSDs, or let OSDs aim at less (osdMemory)")
                .fix(format!("Give it {}", memory.human()), machine.set("memory", memory.to_string()));
        }
    }
}
