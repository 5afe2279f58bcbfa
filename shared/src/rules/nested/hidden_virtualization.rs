//! A machine that runs guests sees a CPU model without virtualization.
//!
//! ## What it does
//! Looks at the CPU mode of the machines that guests run in (compute nodes of clouds, an all-in-one among them; a machine of no cloud by its own role): a named model does not pass vmx or svm on.
//!
//! ## Why
//! Inside the machine there is no /dev/kvm. Nova either refuses to start or falls back to emulation without a word, and people run QEMU's TCG while they think that they run nested KVM.
//!
//! ## Fix
//! Take mode `host-passthrough`.
//!
//! ## Source
//! Catalogue R03. Linux `Documentation/virt/kvm/x86/running-nested-guests.rst`; infrared's virsh topology uses host-passthrough.

use crate::{
    diagnostic::Severity,
    model::{CpuMode, Kind},
    rules::{
        Context, Findings, Input, Rule,
        groups::{WITH_NODE, key_of},
        support::{edit::Located, nodes::runs_guests},
    },
};

pub const RULE: Rule = Rule {
    id: "nested/hidden-virtualization",
    severity: Severity::Error,
    reads: &[Input::Each(Kind::Machines), Input::Named(Kind::Clouds)],
    check,
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for machine in cx.each(&cx.lab.machines).filter(|machine| machine.cpu.mode == CpuMode::Custom) {
        let clouds = cx.index.group(WITH_NODE, key_of(&[machine.name.as_str()]));
        if !runs_guests(machine, clouds.flat_map(|cloud| &cloud.nodes)) {
            continue;
        }
        let model = machine.cpu.model.as_ref().map_or("a model without a name", |model| model.as_str());
        findings
            .add(
                machine.at("cpu"),
                format!("{} runs guests, but sees the CPU model {model}: without vmx or svm there is no KVM inside it", machine.name),
                "take the CPU mode host-passthrough",
            )
            .fix("Take host-passthrough", machine.set("cpu", serde_json::json!({ "mode": "host-passthrough" })));
    }
}
