//! An image is used as something that it is not.
//!
//! ## What it does
//! Compares the kind of each image with its use: disks need a disk image, boot an ISO image, a kernel or an initial RAM disk.
//!
//! ## Why
//! QEMU would be given a file that it cannot boot from; the machine stops without a word on its screen.
//!
//! ## Fix
//! Use another image, or correct the image's kind (offered where all uses agree).
//!
//! ## Source
//! libvirt documentation, "Domain XML format", "Operating system booting".

use std::collections::BTreeMap;

use crate::{
    diagnostic::Severity,
    document::references,
    model::{ImageKind, Kind},
    rules::{Context, Findings, Input, Rule, support::edit::Located},
};

pub const RULE: Rule = Rule {
    id: "references/wrong-image-kind",
    severity: Severity::Error,
    reads: &[Input::Records(Kind::Images), Input::Fields(Kind::Machines, &["disks", "boot"])],
    check,
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    let mut uses: BTreeMap<&str, Vec<(&crate::model::Machine, String, ImageKind)>> = BTreeMap::new();
    for machine in cx.lab.machines.iter() {
        references::of_machine(machine, &mut |kind, field, name| {
            if kind == Kind::Images {
                let needed = needed(&field);
                uses.entry(name.as_str()).or_default().push((machine, field, needed));
            }
        });
    }
    for (name, uses) in uses {
        let Some(image) = cx.index.images.get(name) else { continue };
        let all_agree = uses.iter().all(|(_, _, needed)| *needed == uses[0].2);
        for (machine, field, needed) in uses.iter().filter(|(_, _, needed)| *needed != image.kind) {
            let message = format!("{} uses {name} as {}, but it is {}", machine.name, word(*needed), word(image.kind));
            let finding = findings.add(machine.at(field), message, format!("use {}, or correct the image's kind", word(*needed)));
            if all_agree {
                let value = serde_json::to_value(needed).unwrap_or_default();
                finding.fix(format!("Say that {name} is {}", word(*needed)), image.set("kind", value));
            }
        }
    }
}

/// What the field that names an image needs.
fn needed(field: &str) -> ImageKind {
    match field {
        "boot.iso.image" => ImageKind::Iso,
        "boot.kernel.kernel" => ImageKind::Kernel,
        "boot.kernel.initrd" => ImageKind::Initrd,
        _ => ImageKind::Disk,
    }
}

fn word(kind: ImageKind) -> &'static str {
    match kind {
        ImageKind::Disk => "a disk image",
        ImageKind::Iso => "an ISO image",
        ImageKind::Kernel => "a kernel",
        ImageKind::Initrd => "an initial RAM disk",
    }
}
