//! An image's name says another format than the lab does.
//!
//! ## What it does
//! Compares the ending of each image's file (`.qcow2`, `.raw`, `.iso`, and what packs a file) with its kind and format.
//!
//! ## Why
//! QEMU that reads a qcow2 file as raw shows the guest the header instead of a disk; one that reads raw as qcow2 does not start. A packed file is neither.
//!
//! ## Fix
//! Correct the kind or the format.
//!
//! ## Source
//! QEMU documentation, "Disk image file formats"; catalogue section 4g: images fetched compressed must be unpacked first.

use crate::{
    diagnostic::Severity,
    model::{DiskFormat, ImageKind, Kind},
    rules::{Context, Findings, Input, Rule, support::edit::Located},
};

pub const RULE: Rule = Rule { id: "images/belied-format", severity: Severity::Warning, reads: &[Input::Records(Kind::Images)], check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for image in cx.lab.images.iter() {
        let Some(source) = image.path.as_ref().or(image.url.as_ref()) else { continue };
        let file = source.split(['?', '#']).next().unwrap_or_default();
        let file = file.rsplit('/').next().unwrap_or_default();
        let Some((_, ending)) = file.rsplit_once('.') else { continue };
        let is_disk = image.kind == ImageKind::Disk;
        match ending.to_ascii_lowercase().as_str() {
            "qcow2" if is_disk && image.format == Some(DiskFormat::Raw) => {
                let message = format!("{} is said to be raw, but its file is {file}", image.name);
                findings.add(image.at("format"), message, "correct the format").fix("Say qcow2", image.set("format", "qcow2"));
            }
            "raw" if is_disk && image.format != Some(DiskFormat::Raw) => {
                let said = if image.format.is_some() { "said to be qcow2" } else { "taken for qcow2" };
                let message = format!("{} is {said}, but its file is {file}", image.name);
                findings.add(image.at("format"), message, "correct the format").fix("Say raw", image.set("format", "raw"));
            }
            "iso" if image.kind != ImageKind::Iso => {
                findings.add(
                    image.at("kind"),
                    format!("{} is not said to be an ISO image, but its file is {file}", image.name),
                    "set kind: iso",
                );
            }
            ending @ ("gz" | "xz" | "bz2" | "zst" | "zip") if matches!(image.kind, ImageKind::Disk | ImageKind::Iso) => {
                let message = format!("{file} of {} is packed ({ending}): no machine can use it as it is", image.name);
                findings.add(image.here(), message, "unpack the file into an image folder and name its path");
            }
            _ => {}
        }
    }
}
