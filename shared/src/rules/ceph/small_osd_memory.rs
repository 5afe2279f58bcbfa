//! OSDs are to aim at less memory than they can stay below.
//!
//! ## What it does
//! Looks for a target (`osd_memory_target`) below 2 GiB.
//!
//! ## Why
//! Ceph may not keep an OSD below 2 GiB at all, and becomes extremely slow when it tries.
//!
//! ## Fix
//! Let OSDs aim at 2 GiB (offered) or more.
//!
//! ## Source
//! Catalogue R163. ceph/ceph, `doc/start/hardware-recommendations.rst` ("below 2GB is typically not recommended").

use crate::{
    diagnostic::Severity,
    figures::figures,
    model::Kind,
    rules::{
        Context, Findings, Input, Rule,
        support::{ceph::clusters, edit::Located},
    },
};

pub const RULE: Rule = Rule { id: "ceph/small-osd-memory", severity: Severity::Warning, reads: &[Input::Each(Kind::Clouds)], check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    let least = figures().ceph.least_osd_memory.value;
    for (cloud, ceph) in clusters(cx) {
        let Some(target) = ceph.osd_memory.filter(|target| *target < least) else { continue };
        let message = format!("the OSDs of {} aim at {} of memory, but cannot be kept below {}", cloud.name, target.human(), least.human());
        findings
            .add(cloud.at("storage.ceph.osdMemory"), message, format!("let them aim at {} or more", least.human()))
            .fix(format!("Aim at {}", least.human()), cloud.set("storage.ceph.osdMemory", least.to_string()));
    }
}
