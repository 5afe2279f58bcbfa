//! An image's path leads out of the image folders.
//!
//! ## What it does
//! Looks for `..` in each image's `path`, and for an empty path.
//!
//! ## Why
//! Images come from the server's image folders only, so that a lab cannot read other files of the server.
//!
//! ## Fix
//! Name the file as it lies in an image folder; the path without `..` is offered.
//!
//! ## Source
//! CWE-22, "Improper limitation of a pathname to a restricted directory".

use crate::{
    diagnostic::Severity,
    model::Kind,
    rules::{Context, Findings, Input, Rule, support::edit::Located},
};

pub const RULE: Rule = Rule { id: "images/escaping-path", severity: Severity::Error, reads: &[Input::Records(Kind::Images)], check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for image in cx.lab.images.iter() {
        let Some(path) = &image.path else { continue };
        let parts: Vec<&str> = path.split('/').collect();
        if path.trim().is_empty() {
            findings.add(image.at("path"), format!("the path of {} is empty", image.name), "name the file in an image folder");
        } else if parts.contains(&"..") {
            let inside: Vec<&str> = parts.iter().copied().filter(|part| !matches!(*part, ".." | "." | "")).collect();
            let finding = findings.add(
                image.at("path"),
                format!("the path {path} of {} leads out of the image folders", image.name),
                "name the file as it lies in an image folder",
            );
            if !inside.is_empty() {
                let inside = inside.join("/");
                finding.fix(format!("Use {inside}"), image.set("path", inside));
            }
        }
    }
}
