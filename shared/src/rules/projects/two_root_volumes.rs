//! A server is to boot from two volumes.
//!
//! ## What it does
//! Counts the volumes of each server with `root: true`.
//!
//! ## Why
//! One block device has boot index 0: Nova refuses two ("Boot sequence for the instance and image/block device mapping combination is not valid", 400).
//!
//! ## Fix
//! Mark the volume that it boots from, and no other; the first is kept (offered).
//!
//! ## Source
//! Compute API, "Create server" (block_device_mapping_v2.boot_index). Nova, `nova/exception.py` (InvalidBDMBootSequence).

use crate::{
    diagnostic::Severity,
    document::Command,
    model::Kind,
    rules::{Context, Findings, Input, Rule, support::edit::Located},
};

pub const RULE: Rule = Rule { id: "projects/two-root-volumes", severity: Severity::Error, reads: &[Input::Each(Kind::Servers)], check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for server in cx.each(&cx.lab.servers) {
        let roots: Vec<usize> = server.volumes.iter().enumerate().filter(|(_, volume)| volume.root).map(|(index, _)| index).collect();
        if roots.len() > 1 {
            let others = roots[1..].iter().map(|index| server.unset(format!("volumes[{index}].root"))).collect();
            findings
                .add(server.at("volumes"), format!("{} is to boot from {} volumes", server.name, roots.len()), "mark one of them as root")
                .fix("Boot from the first", Command::Batch { commands: others });
        }
    }
}
