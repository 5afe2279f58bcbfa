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

use crate::{
    diagnostic::Severity,
    document::references,
    model::{ImageKind, Kind, Machine},
    rules::{
        Context, Findings, Input, Rule,
        groups::{WITH_IMAGE, key_of},
        support::edit::Located,
    },
    value::Name,
};

pub const RULE: Rule = Rule {
    id: "references/wrong-image-kind",
    severity: Severity::Error,
    reads: &[Input::Named(Kind::Images), Input::Each(Kind::Machines)],
    check,
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for machine in cx.each(&cx.lab.machines) {
        for (field, name, needed) in uses(machine) {
            let Some(image) = cx.index.images.get(name.as_str()).filter(|image| image.kind != needed) else { continue };
            let message = format!("{} uses {name} as {}, but it is {}", machine.name, word(needed), word(image.kind));
            let finding = findings.add(machine.at(field), message, format!("use {}, or correct the image's kind", word(needed)));
            let mut others = cx.index.group(WITH_IMAGE, key_of(&[name.as_str()])).flat_map(uses);
            if others.all(|(_, other, need)| other != name || need == needed) {
                let value = serde_json::to_value(needed).unwrap_or_default();
                finding.fix(format!("Say that {name} is {}", word(needed)), image.set("kind", value));
            }
        }
    }
}

/// The fields of a machine that name images, and what each needs.
fn uses(machine: &Machine) -> Vec<(String, &Name, ImageKind)> {
    let mut uses = Vec::new();
    references::of_machine(machine, &mut |kind, field, name| {
        if kind == Kind::Images {
            let needed = needed(&field);
            uses.push((field, name, needed));
        }
    });
    uses
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
