//! A machine's CPU mode and its model do not fit together.
//!
//! ## What it does
//! Looks for mode `custom` without a model, and for a model in any other mode.
//!
//! ## Why
//! libvirt needs the model's name in mode `custom` and takes no notice of one elsewhere, so the guest does not see what the lab says.
//!
//! ## Fix
//! Name the model, or take mode and model away: the machine then sees the host's.
//!
//! ## Source
//! libvirt documentation, "Domain XML format", "CPU model and topology".

use crate::{
    diagnostic::Severity,
    model::{CpuMode, Kind},
    rules::{Context, Findings, Input, Rule, support::edit::Located},
};

pub const RULE: Rule = Rule { id: "nested/unnamed-cpu-model", severity: Severity::Error, reads: &[Input::Each(Kind::Machines)], check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for machine in cx.each(&cx.lab.machines) {
        match (machine.cpu.mode, &machine.cpu.model) {
            (CpuMode::Custom, None) => {
                findings
                    .add(
                        machine.at("cpu"),
                        format!("{} is to see a named CPU model, but none is named", machine.name),
                        "name the model as libvirt does, or leave the CPU to Labwright",
                    )
                    .fix("Leave the CPU to Labwright", machine.unset("cpu"));
            }
            (CpuMode::Custom, Some(_)) | (_, None) => {}
            (_, Some(model)) => {
                findings
                    .add(
                        machine.at("cpu"),
                        format!("{} names the CPU model {model}, which counts in mode custom only", machine.name),
                        "take mode custom, or take the model away",
                    )
                    .severity(Severity::Warning)
                    .fix("Take the model away", machine.unset("cpu.model"));
            }
        }
    }
}
