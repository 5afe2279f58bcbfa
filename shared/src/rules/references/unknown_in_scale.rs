//! A scale names an image or a machine that the lab does not have.
//!
//! ## What it does
//! Looks up the images, the stand-ins and the machines that each scale names, and the images that its machines boot from.
//!
//! ## Why
//! At that scale the entry does nothing, or the plan would not know what is meant.
//!
//! ## Fix
//! Correct the name, or take the entry out.
//!
//! ## Source
//! The lab format: names are references (`docs/generated/lab.schema.json`).

use crate::{
    diagnostic::Severity,
    model::{Boot, Kind, MachineScale, Scale},
    rules::{
        Context, Findings, Input, Rule,
        support::edit::{Located, nearest},
    },
    value::Name,
};

pub const RULE: Rule = Rule {
    id: "references/unknown-in-scale",
    severity: Severity::Error,
    reads: &[Input::Records(Kind::Images), Input::Records(Kind::Machines), Input::Records(Kind::Scales)],
    check,
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for scale in cx.lab.scales.iter() {
        for stand_in in &scale.images {
            look_up(cx, scale, Kind::Images, format!("images[{}].image", stand_in.image), &stand_in.image, findings);
            look_up(cx, scale, Kind::Images, format!("images[{}].with", stand_in.image), &stand_in.with, findings);
        }
        if let Some(every) = &scale.every_machine {
            boot_images(cx, scale, "everyMachine", every, findings);
        }
        for named in &scale.machines {
            look_up(cx, scale, Kind::Machines, format!("machines[{}].machine", named.machine), &named.machine, findings);
            boot_images(cx, scale, &format!("machines[{}].becomes", named.machine), &named.becomes, findings);
        }
    }
}

fn boot_images(cx: &Context<'_>, scale: &Scale, at: &str, machine: &MachineScale, findings: &mut Findings) {
    match &machine.boot {
        Some(Boot::Kernel(kernel)) => {
            look_up(cx, scale, Kind::Images, format!("{at}.boot.kernel.kernel"), &kernel.kernel, findings);
            if let Some(initrd) = &kernel.initrd {
                look_up(cx, scale, Kind::Images, format!("{at}.boot.kernel.initrd"), initrd, findings);
            }
        }
        Some(Boot::Iso(iso)) => look_up(cx, scale, Kind::Images, format!("{at}.boot.iso.image"), &iso.image, findings),
        Some(Boot::Disk | Boot::Pxe(_)) | None => {}
    }
}

fn look_up(cx: &Context<'_>, scale: &Scale, kind: Kind, field: String, name: &Name, findings: &mut Findings) {
    if cx.has(kind, name.as_str()) {
        return;
    }
    let what = kind.singular();
    let likely = nearest(name.as_str(), cx.names(kind));
    let meant = likely.map(|likely| format!("; did you mean {likely}?")).unwrap_or_default();
    let message = format!("the scale {} names the {what} {name}, which is not in the lab{meant}", scale.name);
    let finding = findings.add(scale.at(&field), message, format!("correct the name, or add {name} to the {}", kind.key()));
    if let Some(likely) = likely {
        finding.fix(format!("Use {likely}"), scale.set(field, likely));
    }
}
